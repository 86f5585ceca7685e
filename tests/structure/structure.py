"""Whether a tree of C keeps to its structure: which folder stands on which, no circles, prefixes.

A file's edges are its includes (in quotes, from the root or from beside it) and its calls: a symbol that one
object leaves undefined and another defines. A circle is looked for in the whole graph, so that it is found over
however many files it goes. check() returns findings, each a line; the rules are rules.py's, where they are
explained.
"""
import collections
import fnmatch
import os
import re
import subprocess
import sys

SOURCES = (".c", ".cc")
HEADERS = (".h", ".def")


class Edge(collections.namedtuple("Edge", "user used how")):
    """One file uses another: `how` is "includes" or "calls" and, of a call, the symbols."""

    def __str__(self):
        return f"{self.user} {self.how} {self.used}"


def unit(path):
    """A source and its header are one."""
    return os.path.splitext(path)[0]


# --- reading ------------------------------------------------------------------------------------


def files_of(root, folders):
    found = []
    for folder in folders:
        for at, _, names in os.walk(os.path.join(root, folder)):
            found += [os.path.relpath(os.path.join(at, name), root) for name in names
                      if name.endswith(SOURCES + HEADERS)]
    return sorted(found)


def includes_of(root, files):
    """Edges, and the includes that lead to no file of the root (generated ones)."""
    edges = []
    for path in files:
        with open(os.path.join(root, path), encoding="utf-8") as file:
            names = re.findall(r'^\s*#\s*include\s+"([^"]+)"', file.read(), re.M)
        for name in names:
            beside = os.path.normpath(os.path.join(os.path.dirname(path), name))
            target = next((t for t in (name, beside) if os.path.isfile(os.path.join(root, t))), None)
            if target and target != path:
                edges.append(Edge(path, os.path.normpath(target), "includes"))
    return edges


def source_of(object_path, build):
    """CMake puts the object of SUB/a/b.c at SUB/CMakeFiles/TARGET.dir/a/b.c.o, with `__` for `..`."""
    match = re.match(r"(.*?)CMakeFiles/[^/]+\.dir/(.*)\.(o|obj)$", os.path.relpath(object_path, build))
    if not match:
        return object_path
    return os.path.normpath(match.group(1) + re.sub(r"(^|/)__(?=/)", r"\1..", match.group(2)))


Symbols = collections.namedtuple("Symbols", "defined undefined")  # symbol to sources; source to symbols


def symbols_of(objects, build, nm):
    symbols = Symbols(collections.defaultdict(set), collections.defaultdict(set))
    source = None
    # With two files or more nm puts each one's name, and a colon, above its symbols.
    listing = subprocess.run([nm, "-g", *objects, objects[0]], capture_output=True, text=True)
    if listing.returncode != 0:
        sys.exit(f"{nm} failed: {listing.stderr.strip()}")
    for line in listing.stdout.splitlines():
        words = line.split()
        if line.endswith(":"):
            source = source_of(line[:-1], build)
        elif len(words) >= 2 and words[-2] == "U":
            symbols.undefined[source].add(words[-1])
        elif len(words) >= 2 and not is_compilers(words[-2], words[-1]):
            symbols.defined[words[-1]].add(source)
    return symbols


def is_compilers(kind, name):
    """Templates and inline functions of C++ and its library's, and what sanitizers and exceptions put beside a symbol."""
    return ((kind in "VWvw" and name.startswith("_Z")) or re.match(r"_ZN?K?St", name) is not None or "." in name or
            name.startswith("__odr_asan"))


def calls_of(symbols):
    calls = collections.defaultdict(set)
    for source, wanted in symbols.undefined.items():
        for symbol in wanted:
            for definer in symbols.defined.get(symbol, ()):
                if definer != source:
                    calls[source, definer].add(symbol)
    return [Edge(user, used, "calls " + ", ".join(sorted(names)[:3]) + " of")
            for (user, used), names in sorted(calls.items())]


# --- circles ------------------------------------------------------------------------------------


def components(graph):
    """Strongly connected components of two nodes or more (Tarjan, 1972, without recursion)."""
    index, low, stack, on_stack, found = {}, {}, [], set(), []
    for start in sorted(graph):
        if start in index:
            continue
        work = [(start, iter(sorted(graph[start])))]
        index[start] = low[start] = len(index)
        stack.append(start), on_stack.add(start)
        while work:
            node, others = work[-1]
            other = next(others, None)
            if other is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    members = set()
                    while node not in members:
                        members.add(stack.pop())
                    on_stack -= members
                    if len(members) > 1:
                        found.append(members)
            elif other not in index:
                index[other] = low[other] = len(index)
                stack.append(other), on_stack.add(other)
                work.append((other, iter(sorted(graph.get(other, ())))))
            elif other in on_stack:
                low[node] = min(low[node], index[other])
    return found


def shortest_circle(graph, members):
    """Through the first member that has the shortest one."""
    best = None
    for start in sorted(members):
        came_from, queue = {}, collections.deque([start])
        while queue and start not in came_from:
            node = queue.popleft()
            for other in sorted(graph.get(node, ())):
                if other in members and other not in came_from:
                    came_from[other] = node
                    queue.append(other)
        circle, node = [start], came_from[start]
        while node != start:
            circle.append(node)
            node = came_from[node]
        circle = [start] + circle[1:][::-1]
        if best is None or len(circle) < len(best):
            best = circle
    return best


class Known:
    """The exceptions: pairs of patterns for the ends of an edge that is let be. One that is not needed any more is
    a finding, so that the list shrinks."""

    def __init__(self, pairs):
        self.pairs, self.needed = pairs, set()

    def split(self, edges, key):
        """The edges without those that are known; notes the pairs that a circle needs."""
        matching = {}
        for edge in edges:
            ends = key(edge.user), key(edge.used)
            for i, (user, used, _) in enumerate(self.pairs):
                if fnmatch.fnmatchcase(ends[0], user) and fnmatch.fnmatchcase(ends[1], used):
                    matching.setdefault(i, []).append(edge)
        if matching:
            circles = components(graph_of(edges, key))
            for i, known in matching.items():
                if any(key(e.user) in c and key(e.used) in c and key(e.user) != key(e.used)
                       for e in known for c in circles):
                    self.needed.add(i)
        dropped = {edge for known in matching.values() for edge in known}
        return [edge for edge in edges if edge not in dropped]

    def stale(self, what):
        return [f"{what}: no circle needs the exception {user} -> {used} any more; take it out of the rules"
                for i, (user, used, _) in enumerate(self.pairs) if i not in self.needed]


def graph_of(edges, key):
    graph = collections.defaultdict(set)
    for edge in edges:
        if key(edge.user) != key(edge.used):
            graph[key(edge.user)].add(key(edge.used))
    return graph


def circles(edges, key, known, what):
    edges = known.split(edges, key)
    graph = graph_of(edges, key)
    findings = []
    for members in components(graph):
        circle = shortest_circle(graph, members)
        lines = [f"circle of {what}: " + " -> ".join(circle + circle[:1]) +
                 (f" (of {len(members)} that hang together)" if len(members) > len(circle) else "")]
        for user, used in zip(circle, circle[1:] + circle[:1]):
            edge = next(e for e in edges if (key(e.user), key(e.used)) == (user, used))
            lines.append(f"  {edge}")
        findings.append("\n".join(lines))
    return findings


def between_units(includes, files):
    """Includes from unit to unit. A header without a source of its own, such as one that declares what several
    sources share, is seen through: its includes are those of whoever includes it."""
    sources = {unit(path) for path in files if path.endswith(SOURCES)}
    direct = collections.defaultdict(list)
    for edge in includes:
        direct[edge.user].append(edge.used)
    edges = []
    for path in files:
        if unit(path) not in sources:
            continue
        seen, queue = set(), [path]
        while queue:
            for used in direct[queue.pop()]:
                if used in seen:
                    continue
                seen.add(used)
                if unit(used) in sources:
                    edges.append(Edge(path, used, "includes"))
                else:
                    queue.append(used)
    return edges


# --- the rules ----------------------------------------------------------------------------------


def top(path):
    return path.split("/")[0]


def layer_findings(edges, layers):
    """Every edge is looked at, and what a folder may use is closed (rules.py): so nothing is reached upward over
    other files either."""
    for folder, below in layers.items():
        assert all(set(layers[other]) <= set(below) for other in below), f"layers: {folder} is not closed"
    return [f"upward: {edge}; {top(edge.user)}/ may use " + (", ".join(f"{b}/" for b in layers[top(edge.user)]) or
                                                               "itself alone")
            for edge in edges
            if top(edge.user) in layers and top(edge.used) not in [top(edge.user), *layers[top(edge.user)]]]


def order_findings(edges, orders):
    findings = []
    for root, order in orders.items():
        rank = {f"{root}/{name}": i for i, name in enumerate(order)}

        def rank_of(path):
            folder = os.path.dirname(path)
            while folder and folder not in rank:
                folder = os.path.dirname(folder)
            return rank.get(folder)

        for edge in edges:
            if not (edge.user.startswith(root + "/") and edge.used.startswith(root + "/")):
                continue
            user, used = rank_of(edge.user), rank_of(edge.used)
            for path, has in ((edge.user, user), (edge.used, used)):
                if has is None:
                    findings.append(f"order: {os.path.dirname(path)} has no place in the order of {root}/ (rules.py)")
            if user is not None and used is not None and used > user:
                findings.append(f"upward: {edge}; {order[used]} stands above {order[user]} in the order of {root}/")
    return sorted(set(findings))


def prefixes_for(source, prefixes, by_folder):
    """The table's for the longest folder that it names; where `by_folder` names the root, the names of the folders
    that the source is in, too."""
    folders = os.path.dirname(source).split("/")
    allowed = []
    for depth in range(len(folders), 0, -1):
        allowed = prefixes.get("/".join(folders[:depth]), [])
        if allowed:
            break
    if folders[0] in by_folder:
        allowed = allowed + [f"{name}_" for name in folders[1:]]
    return allowed


def prefix_findings(symbols, files, rules):
    findings, used = [], set()
    for symbol, sources in sorted(symbols.defined.items()):
        for source in sorted(sources & files):
            allowed = prefixes_for(source, rules.PREFIXES, rules.PREFIXED_BY_FOLDER)
            if any(symbol.startswith(prefix) for prefix in allowed):
                continue
            known = [i for i, (pattern, _) in enumerate(rules.KNOWN_SYMBOLS) if fnmatch.fnmatchcase(source, pattern)]
            used.update(known)
            if not known:
                findings.append(f"prefix: {symbol} of {source} begins with none of {', '.join(allowed) or '(none)'}")
    return findings + stale_patterns("prefix", rules.KNOWN_SYMBOLS, used)


def unresolved_findings(symbols, rules):
    """What begins as the project's own and is defined in no library would be left to each program to define."""
    return [f"unresolved: {symbol}, which {source} uses, is in none of the libraries"
            for source, wanted in sorted(symbols.undefined.items()) for symbol in sorted(wanted)
            if symbol.startswith(tuple(rules.RESOLVED)) and symbol not in symbols.defined]


def width_findings(root, files, rules):
    findings, used = [], set()
    for pattern, columns in rules.WIDTHS:
        for path in fnmatch.filter(files, pattern):
            with open(os.path.join(root, path), encoding="utf-8") as file:
                wide = [f"width: {path}:{number} has {len(line.rstrip())} columns, more than {columns}"
                        for number, line in enumerate(file, 1) if len(line.rstrip()) > columns]
            known = [i for i, (known, _) in enumerate(rules.KNOWN_WIDTHS) if fnmatch.fnmatchcase(path, known)]
            used.update(known if wide else [])
            findings += [] if known else wide
    return findings + stale_patterns("width", rules.KNOWN_WIDTHS, used)


def stale_patterns(what, patterns, used):
    return [f"{what}: the exception {pattern} is not needed any more; take it out of the rules"
            for i, (pattern, _) in enumerate(patterns) if i not in used]


def check(root, rules, objects=(), build="", nm="nm"):
    """Findings on the includes and, where there are objects, on the calls between them."""
    files = files_of(root, rules.LAYERS)
    includes = includes_of(root, files)
    inside = [edge for edge in includes if top(edge.used) in rules.LAYERS]
    edges, symbols = list(inside), None
    if objects:
        symbols = symbols_of(objects, build, nm)
        calls = [edge for edge in calls_of(symbols) if edge.user in files and edge.used in files]
        edges += calls
    alone = {path: unit(path) for path in rules.ALONE}
    folder = lambda path: alone.get(path, os.path.dirname(path))
    findings = layer_findings(includes, rules.LAYERS)
    findings += order_findings(edges, rules.ORDER)
    findings += width_findings(root, files, rules)
    folders, headers, units = (Known(rules.KNOWN_FOLDERS), Known([]), Known(rules.KNOWN_INCLUDES))
    findings += circles(edges, folder, folders, "folders")
    findings += circles(inside, lambda path: path, headers, "files by includes")
    findings += circles(between_units(inside, files), unit, units, "files by includes")
    findings += units.stale("files by includes")
    if objects:
        known = Known(rules.KNOWN_CALLS)
        findings += layer_findings(calls, rules.LAYERS)
        findings += circles(calls, unit, known, "files by calls")
        findings += known.stale("files by calls") + folders.stale("folders")
        findings += prefix_findings(symbols, set(files), rules)
        findings += unresolved_findings(symbols, rules)
    return findings
