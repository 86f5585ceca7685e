#!/usr/bin/env python3
"""structure.py on small made-up trees: each planted fault is found, and a tree without one passes."""
import os
import subprocess
import sys
import tempfile
import types
import unittest

sys.dont_write_bytecode = True
import structure


def made_up_rules(**others):
    tables = dict(LAYERS={"low": [], "high": ["low"]}, ORDER={"low": ["ground", "floor", "roof"]},
                  ALONE=[], PREFIXES={"low": ["lo_"], "high": ["hi_"]}, PREFIXED_BY_FOLDER=[], RESOLVED=["lo_"],
                  WIDTHS=[], KNOWN_WIDTHS=[], KNOWN_FOLDERS=[], KNOWN_INCLUDES=[], KNOWN_CALLS=[], KNOWN_SYMBOLS=[])
    assert set(others) <= set(tables)
    return types.SimpleNamespace(**{**tables, **others})


class Tree(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = self.folder.name
        self.put("low/ground/a.h", "int lo_a(void);\n")
        self.put("low/ground/a.c", '#include "low/ground/a.h"\nint lo_a(void) { return 1; }\n')
        self.put("low/floor/b.h", '#include "low/ground/a.h"\nint lo_b(void);\n')
        self.put("low/floor/b.c", '#include "low/floor/b.h"\nint lo_b(void) { return lo_a(); }\n')
        self.put("high/c.c", '#include "low/floor/b.h"\nint hi_c(void) { return lo_b(); }\n')

    def tearDown(self):
        self.folder.cleanup()

    def put(self, path, text):
        path = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def compile(self):
        """As CMake does: the objects of a library, of two for the layers."""
        build, objects = os.path.join(self.root, "build"), []
        for path in structure.files_of(self.root, ["low", "high"]):
            if path.endswith(".c"):
                target = os.path.join(build, "CMakeFiles", path.split("/")[0] + ".dir", path + ".o")
                os.makedirs(os.path.dirname(target), exist_ok=True)
                subprocess.run(["cc", "-c", "-I", self.root, "-o", target, os.path.join(self.root, path)], check=True)
                objects.append(target)
        return build, objects

    def check(self, calls=True, **tables):
        build, objects = self.compile() if calls else ("", [])
        return structure.check(self.root, made_up_rules(**tables), objects, build)

    def finds(self, *words, **how):
        findings = self.check(**how)
        self.assertEqual(len(findings), 1, findings)
        for word in words:
            self.assertIn(word, findings[0])

    def test_what_holds_passes(self):
        self.assertEqual(self.check(), [])
        self.assertEqual(self.check(calls=False), [])

    # --- includes ---

    def test_a_circle_of_three_folders(self):
        self.put("low/roof/r.h", '#include "low/floor/b.h"\n')
        self.put("low/ground/d.h", '#include "low/roof/r.h"\n')
        findings = self.check(calls=False, ORDER={})
        self.assertEqual(len(findings), 1, findings)
        self.assertIn("circle of folders: low/floor -> low/ground -> low/roof -> low/floor", findings[0])
        self.assertIn("low/ground/d.h includes low/roof/r.h", findings[0])

    def test_a_circle_of_three_headers(self):
        for one, other in (("x", "y"), ("y", "z"), ("z", "x")):
            self.put(f"high/{one}.h", f'#include "high/{other}.h"\n')
        self.finds("circle of files by includes", "high/x.h -> high/y.h -> high/z.h -> high/x.h", calls=False)

    def test_a_circle_over_sources_and_their_headers(self):
        self.put("high/x.h", "struct x { int i; };\n")
        self.put("high/x.c", '#include "high/y.h"\n')
        self.put("high/y.h", '#include "high/x.h"\n')
        self.put("high/y.c", "")
        self.finds("circle of files by includes: high/x -> high/y -> high/x", calls=False)

    def test_a_header_of_several_sources_is_seen_through(self):
        self.put("high/x.h", "struct x { int i; };\n")
        self.put("high/parts.h", '#include "high/x.h"\n')
        self.put("high/x.c", '#include "high/parts.h"\n')
        self.put("high/y.c", '#include "high/parts.h"\n')
        self.assertEqual(self.check(calls=False), [])
        self.put("high/y.h", "")
        self.put("high/parts.h", '#include "high/x.h"\n#include "high/y.h"\n')
        self.finds("circle of files by includes: high/x -> high/y -> high/x", calls=False)

    def test_an_upward_include(self):
        self.put("high/h.h", "")
        self.put("low/ground/a.h", '#include "high/h.h"\nint lo_a(void);\n')
        findings = self.check(calls=False)
        self.assertIn("upward: low/ground/a.h includes high/h.h; low/ may use itself alone", findings)

    def test_an_upward_include_by_another_path(self):
        self.put("high/h.h", "")
        self.put("low/floor/b.c", '#include "../../high/h.h"\n#include "low/floor/b.h"\nint lo_b(void) { return 1; }\n')
        self.assertIn("upward: low/floor/b.c includes high/h.h; low/ may use itself alone", self.check(calls=False))

    def test_an_include_of_what_is_in_no_layer(self):
        self.put("tests/t.h", "")
        self.put("high/c.c", '#include "tests/t.h"\n')
        self.finds("upward: high/c.c includes tests/t.h; high/ may use low/", calls=False)

    def test_a_layer_that_may_not_use_what_another_may(self):
        with self.assertRaises(AssertionError):
            self.check(calls=False, LAYERS={"low": [], "high": ["low"], "top": ["high"]})

    def test_an_include_against_the_order(self):
        self.put("low/ground/a.c", '#include "low/roof/r.h"\n#include "low/ground/a.h"\nint lo_a(void) { return 1; }\n')
        self.put("low/roof/r.h", "")
        self.finds("upward: low/ground/a.c includes low/roof/r.h; roof stands above ground", calls=False)

    def test_a_folder_without_a_place_in_the_order(self):
        self.put("low/cellar/e.h", '#include "low/ground/a.h"\n')
        self.finds("order: low/cellar has no place", calls=False)

    def test_what_names_every_folder_is_alone(self):
        self.put("high/base.h", "")
        self.put("high/family/f.h", '#include "high/base.h"\n')
        self.put("high/list.c", '#include "high/family/f.h"\n')
        self.finds("circle of folders: high -> high/family -> high", calls=False)
        self.assertEqual(self.check(calls=False, ALONE=["high/list.c"]), [])

    # --- calls ---

    def test_a_circle_of_three_by_calls(self):
        for one, other in (("x", "y"), ("y", "z"), ("z", "x")):
            self.put(f"high/{one}.c", f"int hi_{other}(void);\nint hi_{one}(void) {{ return hi_{other}(); }}\n")
        self.finds("circle of files by calls: high/x -> high/y -> high/z -> high/x", "high/z.c calls hi_x of high/x.c")

    def test_an_upward_call_without_an_include(self):
        self.put("low/floor/d.c", "int hi_c(void);\nint lo_d(void) { return hi_c(); }\n")
        self.assertIn("upward: low/floor/d.c calls hi_c of high/c.c; low/ may use itself alone", self.check())

    def test_a_call_against_the_order(self):
        self.put("low/ground/d.c", "int lo_b(void);\nint lo_d(void) { return lo_b(); }\n")
        findings = self.check()
        self.assertTrue(any("upward: low/ground/d.c calls lo_b of low/floor/b.c" in f for f in findings), findings)
        self.assertTrue(any("circle of folders: low/floor -> low/ground -> low/floor" in f for f in findings), findings)

    def test_a_symbol_without_its_prefix(self):
        self.put("high/d.c", "int unprefixed = 1;\nstatic int hidden;\nint *hi_d(void) { return &hidden; }\n")
        self.finds("prefix: unprefixed of high/d.c begins with none of hi_")

    def test_the_prefix_of_a_folder(self):
        self.put("high/keys/d.c", "int keys_d = 1;\n")
        self.finds("prefix: keys_d of high/keys/d.c")
        self.assertEqual(self.check(PREFIXED_BY_FOLDER=["high"]), [])

    def test_a_symbol_that_no_library_has(self):
        self.put("high/d.c", "int lo_left_to_the_program(void);\nint hi_d(void) { return lo_left_to_the_program(); }\n")
        self.finds("unresolved: lo_left_to_the_program, which high/d.c uses")

    # --- exceptions ---

    def plant_a_circle(self):
        self.put("high/x.c", "int hi_y(void);\nint hi_x(void) { return hi_y(); }\n")
        self.put("high/y.c", "int hi_x(void);\nint hi_y(void) { return hi_x(); }\n")

    def test_an_exception_and_one_that_is_not_needed(self):
        self.plant_a_circle()
        self.assertEqual(self.check(KNOWN_CALLS=[("high/x", "high/y", "why")]), [])
        self.finds("files by calls: no circle needs the exception high/c -> low/*",
                   KNOWN_CALLS=[("high/x", "high/y", "why"), ("high/c", "low/*", "why")])

    def test_an_exception_for_symbols(self):
        self.put("high/d.c", "int unprefixed = 1;\n")
        self.assertEqual(self.check(KNOWN_SYMBOLS=[("high/d.c", "why")]), [])
        self.put("high/d.c", "int hi_d = 1;\n")
        self.finds("prefix: the exception high/d.c is not needed any more", KNOWN_SYMBOLS=[("high/d.c", "why")])

    def test_lines_that_are_too_wide(self):
        self.put("low/ground/a.h", f"int lo_a(void); /* {'é' * 40} */\n")
        self.assertEqual(self.check(calls=False, WIDTHS=[("low/*.h", 62)]), [])
        self.finds("width: low/ground/a.h:1 has 62 columns, more than 61", calls=False, WIDTHS=[("low/*.h", 61)])
        self.assertEqual(self.check(calls=False, WIDTHS=[("low/*.h", 61)], KNOWN_WIDTHS=[("low/ground/*", "why")]), [])
        self.finds("width: the exception low/floor/* is not needed any more", calls=False,
                   WIDTHS=[("low/*.h", 62)], KNOWN_WIDTHS=[("low/floor/*", "why")])

    def test_sources_of_objects(self):
        for path, source in (("CMakeFiles/host.dir/host/base/file.c.o", "host/base/file.c"),
                             ("cpu_ref/CMakeFiles/ref.dir/hash/sha256.c.o", "cpu_ref/hash/sha256.c"),
                             ("tests/CMakeFiles/t.dir/__/bench/main.c.o", "bench/main.c"),
                             ("CMakeFiles/lanes_avx2.dir/kernels/a/lanes.c.o", "kernels/a/lanes.c")):
            self.assertEqual(structure.source_of(os.path.join("/b", path), "/b"), source)


if __name__ == "__main__":
    unittest.main()
