#!/usr/bin/env python3
"""Opens reports in a headless Chromium and looks at what came of them: check_page.py PROOFMARK FOLDER

The pages are opened from disk, on their own and in frames of several widths. Asserted: nothing is loaded and
no script complains; the pictures are drawn; every figure in a table is the one in the results file; hostile
names do nothing; no page is wider than its frame; dark and light. Exits 77 where there is no Chromium.
"""
import html
import html.parser
import json
import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import make_observation  # noqa: E402

PICTURES = ["sweep", "throughput", "roofline", "samples", "distribution"]
HARNESS = """<!doctype html><meta charset="utf-8"><body>%s<pre id="seen"></pre><script>
const figures = (page) => [...page.querySelectorAll('tr[data-key] [data-figure]')].map((cell) => [
  cell.closest('tr').dataset.key, cell.dataset.figure, cell.dataset.value ?? null, cell.dataset.low ?? null,
  cell.dataset.high ?? null, cell.textContent]);
const drawn = (canvas) => new Set(new Uint32Array(
  canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size;
const change = (page, id) => {
  const select = page.querySelector('#' + id + ' select'), reading = page.querySelector('#' + id + ' .reading');
  if (!select || select.options.length < 2) return null;
  const before = reading.textContent;
  select.selectedIndex = select.options.length - 1;
  select.dispatchEvent(new Event('change'));
  return [before, reading.textContent];
};
addEventListener('load', () => {
  const seen = [...document.querySelectorAll('iframe')].map((frame) => {
    const page = frame.contentDocument, root = page.documentElement;
    const pictures = [...page.querySelectorAll('figure')].filter((figure) => !figure.hidden).map((figure) => ({
      id: figure.id, colours: drawn(figure.querySelector('canvas')),
      name: figure.querySelector('canvas').getAttribute('aria-label'),
      reading: figure.querySelector('.reading').textContent}));
    return {
      name: frame.dataset.name, width: frame.clientWidth, scroll_width: root.scrollWidth, title: page.title,
      background: frame.contentWindow.getComputedStyle(page.body).backgroundColor,
      scripts: page.scripts.length, images: page.images.length, pictures, figures: figures(page),
      text: page.querySelector('main').textContent,
      names: [...page.querySelectorAll('h2, h4, tbody th, tbody td, li')].map((one) => one.textContent),
      data: JSON.parse(page.getElementById('data').textContent).machines,
      samples: change(page, 'samples'), distribution_after: page.querySelector('#distribution .reading').textContent,
      unreachable: [...page.querySelectorAll('.table')].filter(
        (table) => table.tabIndex !== 0 || !table.getAttribute('aria-label')).length};
  });
  document.getElementById('seen').textContent = JSON.stringify(seen);
});
</script>"""


class Tags(html.parser.HTMLParser):
    """Elements of a page as it is written, without running it."""

    def __init__(self, text):
        super().__init__()
        self.tags = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))


def browser():
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if shutil.which(name):
            return shutil.which(name)
    print("skipped: there is no chromium")
    sys.exit(77)


def dump(page, folder, *options):
    """The document after its scripts ran. What a script or the page's policy complains of is an error."""
    run = subprocess.run(
        [browser(), "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
         "--user-data-dir=" + os.path.join(folder, "profile"), "--enable-logging=stderr", "--dump-dom", *options,
         "file://" + os.path.abspath(page)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120, check=True)
    complaints = [line for line in run.stderr.decode(errors="replace").splitlines() if ":CONSOLE" in line]
    assert not complaints, complaints
    return run.stdout.decode()


def in_frames(pages, folder, name, *options):
    """What a reader sees of each page, a list of (name, file, width, light or dark)."""
    frames = ""
    for title, page, width, scheme in pages:
        with open(page, encoding="utf-8") as file:
            frames += (f'<iframe data-name="{title}" style="border:0;width:{width}px;height:700px;color-scheme:{scheme}" '
                       f'srcdoc="{html.escape(file.read())}"></iframe>')
    harness = os.path.join(folder, name)
    with open(harness, "w", encoding="utf-8") as file:
        file.write(HARNESS % frames)
    seen = re.search(r'<pre id="seen">(.*?)</pre>', dump(harness, folder, *options), re.S).group(1)
    return {f"{one['name']}@{one['width']}": one for one in json.loads(html.unescape(seen))}


def check_source(path):
    """Nothing to load, nothing that runs but the page's own three scripts; tables without any script."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    tags = Tags(text).tags
    for tag, attributes in tags:
        assert tag not in ("img", "link", "iframe", "object", "embed", "base", "form", "a"), (path, tag)
        assert not {"src", "href", "style", "srcset"} & set(attributes), (path, tag, attributes)
        assert not any(key.startswith("on") for key in attributes), (path, tag, attributes)
    policy = next(a["content"] for t, a in tags if a.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'") and "unsafe" not in policy, policy
    assert [t for t, _ in tags].count("script") == 3, path
    assert [t for t, _ in tags].count("table") >= 2, path


def shown(text):
    """A name as the page shows it: nothing in it turns the direction of the words around it."""
    return text.replace("\u202e", "\ufffd")


def check_figures(seen, documents):
    """Each figure in the page is the results file's, to the last bit."""
    found = {}
    for key, figure, value, low, high, _ in seen["figures"]:
        found.setdefault((key, figure), []).append((value, low, high))
    number = lambda text: None if text is None else float(text)
    for document in documents:
        for case in document["proofmark"]["cases"]:
            statistics, key = case["statistics"], shown(case["id"])
            for figure in ("median_ns", "items_per_second", "bytes_per_second"):
                values = [number(value) for value, _, _ in found[key, figure]]
                assert statistics[figure] in values, (case["id"], figure, values, statistics[figure])
            intervals = [(number(low), number(high)) for _, low, high in found[key, "ci_ns"]]
            assert (statistics["ci_low_ns"], statistics["ci_high_ns"]) in intervals, (case["id"], intervals)


def check_frame(seen, pictures):
    assert seen["scroll_width"] <= seen["width"], (seen["name"], seen["scroll_width"], seen["width"])
    assert [p["id"] for p in seen["pictures"]] == pictures, (seen["name"], seen["pictures"])
    assert all(p["colours"] > 3 and p["name"] and p["reading"] for p in seen["pictures"]), seen["pictures"]
    assert seen["scripts"] == 3 and seen["images"] == 0 and seen["unreachable"] == 0, seen["name"]
    assert seen["title"].startswith("proofmark: "), seen["title"]


def brightness(colour):
    return sum(int(part) for part in re.findall(r"\d+", colour)[:3])


def main(proofmark, folder):
    browser()
    documents, pages = {}, {}
    for kind, make in make_observation.KINDS.items():
        documents[kind] = make()
        with open(os.path.join(folder, kind + ".json"), "w", encoding="utf-8") as file:
            json.dump(documents[kind], file)
    for page, files in {"empty": ["empty"], "one": ["one"], "several": ["machine", "other"],
                        "thousand": ["thousand"], "hostile": ["hostile"]}.items():
        pages[page] = os.path.join(folder, page + ".html")
        subprocess.run([proofmark, "report", *(os.path.join(folder, f + ".json") for f in files), "--html",
                        pages[page]], check=True)
        check_source(pages[page])
    assert os.path.getsize(pages["thousand"]) < 4 << 20
    frames = in_frames([("several", pages["several"], 1280, "light")] +
                       [(name, path, 360, "dark") for name, path in pages.items()], folder, "frames.html")
    some = ["throughput", "samples", "distribution"]
    for name, pictures in {"several@1280": PICTURES, "several@360": PICTURES, "thousand@360": PICTURES,
                           "empty@360": [], "one@360": some, "hostile@360": some}.items():
        check_frame(frames[name], pictures)
        lit = brightness(frames[name]["background"])
        assert lit < 200 if name.endswith("@360") else lit > 600, (name, frames[name]["background"])
    for name, kinds in {"several@1280": ["machine", "other"], "one@360": ["one"], "thousand@360": ["thousand"],
                        "hostile@360": ["hostile"]}.items():
        check_figures(frames[name], [documents[kind] for kind in kinds])
    assert "Nothing was measured" in frames["empty@360"]["text"]
    hostile = frames["hostile@360"]
    plain = shown(make_observation.HOSTILE)
    assert hostile["names"].count(plain) >= 10 and "hash/" + plain + "[batch=64]" in hostile["names"]
    assert hostile["title"] == "proofmark: " + plain and hostile["data"] == [make_observation.HOSTILE]
    before, after = frames["several@1280"]["samples"]
    assert before != after and "median" in after  # another case was chosen, and both pictures follow
    readings = {p["id"]: p["reading"] for p in frames["several@1280"]["pictures"]}
    for picture, words in (("sweep", "faster than one core from"), ("roofline", "at that measured limit")):
        assert words in readings[picture], readings[picture]
    alone = dump(pages["several"], folder)
    assert '<figure id="sweep">' in alone and '<figure id="samples">' in alone


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
