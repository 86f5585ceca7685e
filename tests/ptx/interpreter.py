"""Runs entry kernels of a PTX module on Python integers, one work-item at a time.

The subset of the PTX ISA (NVIDIA, "Parallel Thread Execution ISA", section 9.7) that nvcc emits for integer
arithmetic is turned into Python source, a basic block a branch of a state machine. What is not known
raises Unknown: nothing is guessed. The carry flag remembers whether a sum or a difference set it,
because to read a borrow as a carry is not the same on every machine.
"""
import re


class Unknown(Exception):
    """An instruction or operand that the interpreter does not have."""


WIDTH = {"8": 8, "16": 16, "32": 32, "64": 64}
SPECIAL = {"%tid.x": 0, "%ctaid.x": 0, "%ntid.x": 1, "%laneid": 0}


def bits_of(kind):
    match = re.fullmatch(r"[bus](8|16|32|64)", kind)
    if not match:
        raise Unknown(f"type .{kind}")
    return WIDTH[match[1]]


def signed(x, bits):
    return x - (1 << bits) if x >> (bits - 1) else x


def lop3(a, b, c, table):
    r = 0
    for row in range(8):
        if table >> row & 1:
            r |= (a if row & 4 else ~a) & (b if row & 2 else ~b) & (c if row & 1 else ~c)
    return r & 0xFFFFFFFF


def prmt(a, b, selector):
    source = (b << 32 | a).to_bytes(8, "little")
    r = 0
    for i in range(4):
        nibble = selector >> 4 * i & 15
        byte = source[nibble & 7]
        if nibble & 8:
            byte = 0xFF if byte & 0x80 else 0
        r |= byte << 8 * i
    return r


class Memory:
    """One flat address space; every array of the module and every argument has a place in it."""

    def __init__(self):
        self.bytes = bytearray(64)

    def add(self, content):
        self.bytes.extend(bytes(-len(self.bytes) % 64))
        at = len(self.bytes)
        self.bytes.extend(content)
        return at

    def load(self, at, bits):
        if at < 64 or at + bits // 8 > len(self.bytes):
            raise IndexError(f"load at {at}")
        return int.from_bytes(self.bytes[at:at + bits // 8], "little")

    def store(self, at, value, bits):
        if at < 64 or at + bits // 8 > len(self.bytes):
            raise IndexError(f"store at {at}")
        self.bytes[at:at + bits // 8] = (value & (1 << bits) - 1).to_bytes(bits // 8, "little")


class Translator:
    """The body of an entry kernel as Python source."""

    def __init__(self, symbols, parameters):
        self.symbols = symbols
        self.parameters = parameters

    def operand(self, text):
        text = text.strip()
        if text in SPECIAL:
            return str(SPECIAL[text])
        if text.startswith("%"):
            return "r_" + re.sub(r"[^A-Za-z0-9_]", "_", text[1:])
        if re.fullmatch(r"-?(0[xX][0-9a-fA-F]+|\d+)U?", text):
            return str(int(text.rstrip("U"), 0))
        if text in self.symbols:
            return str(self.symbols[text])
        raise Unknown(f"operand {text}")

    def address(self, text):
        match = re.fullmatch(r"\[\s*([^+\]]+?)\s*(?:\+\s*(-?\w+))?\s*\]", text)
        if not match:
            raise Unknown(f"address {text}")
        base, offset = match[1], int(match[2] or "0", 0)
        if base in self.parameters:
            return f"arguments[{self.parameters[base]}]", offset
        return self.operand(base), offset

    def read(self, text, bits):
        """An operand as an unsigned number of so many bits."""
        value = self.operand(text)
        if re.fullmatch(r"-?\d+", value):
            return str(int(value) & (1 << bits) - 1)
        return f"({value} & {(1 << bits) - 1})"

    def assign(self, to, expression, bits):
        return [f"{self.operand(to)} = ({expression}) & {(1 << bits) - 1}"]

    def load(self, parts, operands):
        bits = bits_of(parts[-1])
        base, offset = self.address(operands[-1])
        if "param" in parts:
            return [f"{self.operand(operands[0])} = {base}"]
        targets = operands[0].strip("{} ").split(",") if operands[0].startswith("{") else [operands[0]]
        return [f"{self.operand(t)} = memory.load({base} + {offset + i * bits // 8}, {bits})"
                for i, t in enumerate(targets)]

    def store(self, parts, operands):
        bits = bits_of(parts[-1])
        base, offset = self.address(operands[0])
        values = operands[1].strip("{} ").split(",") if operands[1].startswith("{") else [operands[1]]
        return [f"memory.store({base} + {offset + i * bits // 8}, {self.operand(v)}, {bits})"
                for i, v in enumerate(values)]

    def carried(self, to, expression, bits, sets, difference):
        """Ends a sum or difference that may set the flag."""
        lines = [f"t = {expression}"]
        if sets:
            lines.append("flag = int(t < 0)" if difference else f"flag = t >> {bits}")
            lines.append(f"flag_is_borrow = {difference}")
        return lines + self.assign(to, "t", bits)

    def sum(self, parts, operands):
        """add, addc, sub, subc."""
        name, bits = parts[0], bits_of(parts[-1])
        difference = name.startswith("sub")
        a, b = (self.read(o, bits) for o in operands[1:3])
        uses = name.endswith("c")
        lines = [f"assert flag_is_borrow == {difference}"] if uses else []
        carry = " - flag" if difference and uses else " + flag" if uses else ""
        expression = f"{a} {'-' if difference else '+'} {b}{carry}"
        return lines + self.carried(operands[0], expression, bits, "cc" in parts, difference)

    def product(self, parts, operands):
        """mul, mad, madc in .lo, .hi and .wide."""
        name, kind = parts[0], parts[-1]
        bits = bits_of(kind)
        a, b = (self.read(o, bits) for o in operands[1:3])
        if kind.startswith("s"):
            a, b = f"signed({a}, {bits})", f"signed({b}, {bits})"
        full = f"{a} * {b}"
        mask = (1 << bits) - 1
        if "hi" in parts:
            part, bits_out = f"(({full}) >> {bits} & {mask})", bits
        elif "wide" in parts:
            part, bits_out = f"(({full}) & {(1 << 2 * bits) - 1})", 2 * bits
        elif "lo" in parts:
            part, bits_out = f"(({full}) & {mask})", bits
        else:
            raise Unknown(".".join(parts))
        if name == "mul":
            return self.assign(operands[0], part, bits_out)
        lines = ["assert not flag_is_borrow"] if name == "madc" else []
        carry = " + flag" if name == "madc" else ""
        expression = f"{part} + {self.read(operands[3], bits_out)}{carry}"
        return lines + self.carried(operands[0], expression, bits_out, "cc" in parts, False)

    def logic(self, parts, operands):
        if parts[-1] == "pred":
            a, *b = (self.operand(o) for o in operands[1:])
            expression = {"and": "{} and {}", "or": "{} or {}", "xor": "{} != {}", "not": "not {}"}[parts[0]]
            return [f"{self.operand(operands[0])} = {expression.format(a, *b)}"]
        bits = bits_of(parts[-1])
        values = [self.read(o, bits) for o in operands[1:]]
        expression = {"and": "{} & {}", "or": "{} | {}", "xor": "{} ^ {}", "not": "~{}"}[parts[0]]
        return self.assign(operands[0], expression.format(*values), bits)

    def shift(self, parts, operands):
        bits = bits_of(parts[-1])
        a, n = self.read(operands[1], bits), self.read(operands[2], 32)
        if parts[0] == "shl":
            return self.assign(operands[0], f"{a} << min({n}, {bits})", bits)
        if parts[-1].startswith("s"):
            a = f"signed({a}, {bits})"
        return self.assign(operands[0], f"{a} >> min({n}, {bits})", bits)

    def funnel(self, parts, operands):
        if parts[2] != "wrap":
            raise Unknown(".".join(parts))
        low, high, n = (self.read(o, 32) for o in operands[1:4])
        pair, n = f"({high} << 32 | {low})", f"({n} & 31)"
        expression = f"{pair} >> {n}" if parts[1] == "r" else f"({pair} << {n}) >> 32"
        return self.assign(operands[0], expression, 32)

    def field_extract(self, parts, operands):
        bits = bits_of(parts[-1])
        if not parts[-1].startswith("u"):
            raise Unknown(".".join(parts))
        a, at, count = self.read(operands[1], bits), *(self.read(o, 8) for o in operands[2:4])
        return self.assign(operands[0], f"{a} >> {at} & ((1 << {count}) - 1)", bits)

    def field_insert(self, parts, operands):
        bits = bits_of(parts[-1])
        a, b = (self.read(o, bits) for o in operands[1:3])
        at, count = (self.read(o, 8) for o in operands[3:5])
        mask = f"(((1 << {count}) - 1) << {at})"
        return self.assign(operands[0], f"({b} & ~{mask}) | ({a} << {at} & {mask})", bits)

    def compare(self, parts, operands):
        kind = parts[-1]
        bits = bits_of(kind)
        a, b = (self.read(o, bits) for o in operands[1:3])
        if kind.startswith("s"):
            a, b = f"signed({a}, {bits})", f"signed({b}, {bits})"
        sign = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=",
                "lo": "<", "ls": "<=", "hi": ">", "hs": ">="}[parts[1]]
        expression = f"{a} {sign} {b}"
        if len(parts) == 4:
            joined = {"and": "and", "or": "or", "xor": "!="}[parts[2]]
            third = operands[3]
            other = f"not {self.operand(third[1:])}" if third.startswith("!") else self.operand(third)
            expression = f"({expression}) {joined} ({other})"
        return [f"{self.operand(operands[0])} = {expression}"]

    def convert(self, parts, operands):
        to, source = bits_of(parts[-2]), bits_of(parts[-1])
        value = self.read(operands[1], source)
        if parts[-1].startswith("s"):
            value = f"signed({value}, {source})"
        return self.assign(operands[0], value, to)

    def move(self, parts, operands):
        if parts[-1] == "pred":
            return [f"{self.operand(operands[0])} = {self.operand(operands[1])}"]
        bits = bits_of(parts[-1])
        if operands[1].startswith("{"):
            low, high = operands[1].strip("{} ").split(",")
            half = bits // 2
            return self.assign(operands[0], f"{self.read(high, half)} << {half} | {self.read(low, half)}", bits)
        if operands[0].startswith("{"):
            low, high = operands[0].strip("{} ").split(",")
            half = bits // 2
            value = self.read(operands[1], bits)
            return self.assign(low, value, half) + self.assign(high, f"{value} >> {half}", half)
        return self.assign(operands[0], self.read(operands[1], bits), bits)

    def select(self, parts, operands):
        bits = bits_of(parts[-1])
        a, b = (self.read(o, bits) for o in operands[1:3])
        return self.assign(operands[0], f"{a} if {self.operand(operands[3])} else {b}", bits)

    def least(self, parts, operands):
        bits = bits_of(parts[-1])
        a, b = (self.read(o, bits) for o in operands[1:3])
        if parts[-1].startswith("s"):
            a, b = f"signed({a}, {bits})", f"signed({b}, {bits})"
        return self.assign(operands[0], f"{parts[0]}({a}, {b})", bits)

    def count_zeros(self, parts, operands):
        bits = bits_of(parts[-1])
        return self.assign(operands[0], f"{bits} - ({self.read(operands[1], bits)}).bit_length()", 32)

    def reverse(self, parts, operands):
        bits = bits_of(parts[-1])
        return self.assign(operands[0], f"int(format({self.read(operands[1], bits)}, '0{bits}b')[::-1], 2)", bits)

    def negate(self, parts, operands):
        bits = bits_of(parts[-1])
        return self.assign(operands[0], f"-{self.read(operands[1], bits)}", bits)

    def instruction(self, text):
        name, _, rest = text.partition(" ")
        parts = name.split(".")
        operands = [o.strip() for o in re.findall(r"\{[^}]*\}|\[[^\]]*\]|[^,\s][^,]*", rest)]
        table = {"ld": self.load, "st": self.store, "add": self.sum, "addc": self.sum, "sub": self.sum,
                 "subc": self.sum, "mul": self.product, "mad": self.product, "madc": self.product,
                 "and": self.logic, "or": self.logic, "xor": self.logic, "not": self.logic,
                 "shl": self.shift, "shr": self.shift, "shf": self.funnel, "bfe": self.field_extract,
                 "bfi": self.field_insert, "setp": self.compare, "cvt": self.convert, "mov": self.move,
                 "selp": self.select, "min": self.least, "max": self.least, "clz": self.count_zeros,
                 "brev": self.reverse, "neg": self.negate}
        if parts[0] in table:
            return table[parts[0]](parts, operands)
        if parts[0] == "cvta":
            return self.assign(operands[0], self.operand(operands[1]), 64)
        if parts[0] == "lop3":
            a, b, c, table_ = (self.read(o, 32) for o in operands[1:5])
            return [f"{self.operand(operands[0])} = lop3({a}, {b}, {c}, {table_})"]
        if parts[0] == "prmt":
            a, b, selector = (self.read(o, 32) for o in operands[1:4])
            return [f"{self.operand(operands[0])} = prmt({a}, {b}, {selector})"]
        raise Unknown(text)

    def function(self, body):
        """The source of run(arguments, memory)."""
        statements = statements_of(body)
        labels = {s[:-1]: i for i, s in enumerate(statements) if s.endswith(":")}
        starts = sorted({0} | set(labels.values()) |
                        {i + 1 for i, s in enumerate(statements) if re.search(r"(^| )bra", s)})
        lines = ["def run(arguments, memory):", "  flag = 0", "  flag_is_borrow = False", "  block = 0",
                 "  while True:"]
        for start, end in zip(starts, starts[1:] + [len(statements)]):
            lines.append(f"    if block == {start}:")
            for statement in statements[start:end]:
                lines += ["      " + line for line in self.statement(statement, labels)]
            lines.append(f"      block = {end}")
        lines.append("    if block >= %d: raise Unknown('the end of the kernel without ret')" % len(statements))
        return "\n".join(lines)

    def statement(self, text, labels):
        if text.endswith(":"):
            return []
        condition = ""
        match = re.fullmatch(r"@(!?)(\S+) (.*)", text)
        if match:
            condition = f"if {'not ' if match[1] else ''}{self.operand(match[2])}: "
            text = match[3]
        if text.split(".")[0].split(" ")[0] == "bra":
            return [condition + f"block = {labels[text.split()[-1]]}; continue" if not condition else
                    f"{condition}block = {labels[text.split()[-1]]}; continue"]
        if text == "ret":
            return [condition + "return"]
        lines = self.instruction(text)
        if not condition:
            return lines
        return [condition.rstrip()] + ["  " + line for line in lines]


def statements_of(body):
    """Instructions and labels, one each, without directives and inner scopes."""
    body = re.sub(r"//[^\n]*", "", body)
    body = re.sub(r"\n\s*\.(loc|file|pragma)[^\n]*", "\n", body)
    found = []
    for piece in re.split(r";|(?<=:)\n", body):
        piece = " ".join(piece.split())
        # A brace that opens or closes a scope stands alone, before or after an instruction.
        while piece and (piece[0] == "}" or (piece[0] == "{" and not re.match(r"\{[^}]*\}", piece))):
            piece = piece[1:].strip()
        match = re.match(r"(\$?\w+:) (.*)", piece)
        if match:
            found.append(match[1])
            piece = match[2]
        if piece and not piece.startswith("."):
            found.append(piece)
    return found


class Module:
    """A PTX module; run(name, arguments) executes one entry kernel for one work-item."""

    def __init__(self, text):
        self.memory = Memory()
        text = re.sub(r"//[^\n]*", "", text)
        symbols = self.arrays(text)
        self.kernels = {}
        for match in re.finditer(r"\.entry (\w+)\(([^)]*)\)[^{]*\{(.*?)\n\}", text, re.S):
            name, parameters, body = match.groups()
            order = {p: i for i, p in enumerate(re.findall(r"(\w+)(?=,|\s*$)", parameters, re.M))}
            local = {s: self.memory.add(bytes(int(n))) for s, n in
                     re.findall(r"\.local[^;]*\.b8\s+(\w+)\[(\d+)\]", body)}
            source = Translator(symbols | local, order).function(body)
            scope = {"signed": signed, "lop3": lop3, "prmt": prmt, "Unknown": Unknown}
            exec(compile(source, name, "exec"), scope)
            self.kernels[name] = scope["run"]

    def arrays(self, text):
        symbols = {}
        pattern = r"\.(?:const|global)\s+\.align \d+ \.([bus])(\d+)\s+(\w+)(?:\[(\d+)\])?(?:\s*=\s*(\{[^}]*\}|-?\w+))?;"
        for _, bits, name, count, content in re.findall(pattern, text):
            width = int(bits) // 8
            values = [int(v.rstrip("U"), 0) for v in re.findall(r"-?\w+", content)]
            raw = b"".join((v & (1 << 8 * width) - 1).to_bytes(width, "little") for v in values)
            symbols[name] = self.memory.add(raw.ljust(width * int(count or 1), b"\0"))
        return symbols

    def run(self, name, words, result_words):
        """The kernel's result for 32-bit words in: it takes (const uint32_t *in, uint32_t *out)."""
        if not hasattr(self, "input"):
            self.input, self.output = self.memory.add(bytes(512)), self.memory.add(bytes(512))
        for i, word in enumerate(words):
            self.memory.store(self.input + 4 * i, word, 32)
        for i in range(result_words):
            self.memory.store(self.output + 4 * i, 0xA5A5A5A5, 32)
        self.kernels[name]([self.input, self.output], self.memory)
        return [self.memory.load(self.output + 4 * i, 32) for i in range(result_words)]
