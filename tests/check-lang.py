#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The language files: the same keys in each, all that are asked for, none that nobody asks for, and
words for every stable name that the rules write down (reasons, checks, states)."""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else __file__).resolve()
root = root if root.is_dir() else root.parent.parent
complaints = []


def complain(text):
    complaints.append(text)


def read(path):
    return path.read_text("utf-8")


def keys(path):
    """Every leaf with its text: {"Chats.Title": "Чаты"}."""
    leaves, stack = {}, []
    for number, line in enumerate(read(path).splitlines(), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if line == "}":
            stack.pop()
        elif re.fullmatch(r"\w+ \{", line):
            stack.append(line[:-2])
        else:
            name, sign, text = line.partition(" = ")
            key = ".".join([*stack, name])
            if not sign or not text:
                complain(f"{path.name}:{number}: not a key with a text: {line}")
            elif key in leaves:
                complain(f"{path.name}:{number}: {key} stands there twice")
            leaves[key] = text
    return leaves


def sources(*folders):
    return {path: read(path) for folder in folders for path in sorted((root / folder).rglob("*.[ch]"))}


# What agrees with a number has one text per form (lib/base/plural.h): Overview.Chats.one, .few ...
FORMS = {"ru.hdf": {"one", "few", "many", "other"}, "en.hdf": {"one", "other"}}


def form_groups(leaves):
    """{"Overview.Chats": {"one", "few", ...}} of the groups that have the form "one"."""
    return {key[:-4]: {other.rpartition(".")[2] for other in leaves if other.rpartition(".")[0] == key[:-4]}
            for key in leaves if key.endswith(".one")}


def check_forms(name, leaves):
    for group, forms in form_groups(leaves).items():
        if forms != FORMS[name]:
            complain(f"{name}: {group} has the forms {', '.join(sorted(forms))}")
        slots = {leaves[f"{group}.{form}"].count("{}") for form in forms}
        if len(slots) > 1:
            complain(f"{name}: {group} has the number in some forms only")


def without_forms(leaves):
    """The texts, where the forms of a word count as one."""
    groups = form_groups(leaves)
    return {key.rpartition(".")[0] if key.rpartition(".")[0] in groups else key: text
            for key, text in leaves.items()}


ru, en = keys(root / "templates/lang/ru.hdf"), keys(root / "templates/lang/en.hdf")
pages = sources("cgi/ui", "cgi/shared")
rules = sources("lib", "cgi/webhook", "cgi/worker", "cgi/cli")
spoken = "\n".join([*pages.values(), *rules.values()])
literals = set(re.findall(r'"([^"\\\n]*)"', spoken)) | set(re.findall(r"'(\w+)'", spoken))
types = {key.split(".")[1] for key in ru if key.startswith("Type.")}  # Avito's, open-ended
used = set()


def rule_text(name):
    return rules[root / "lib" / name]


# --- both files

check_forms("ru.hdf", ru)
check_forms("en.hdf", en)
ru_texts, en_texts = without_forms(ru), without_forms(en)
for key in sorted(ru_texts.keys() ^ en_texts.keys()):
    complain(f"{key} stands in one language only")
for key in sorted(ru_texts.keys() & en_texts.keys()):
    if ru_texts[key].count("{}") != en_texts[key].count("{}"):
        complain(f"{key} has another number of slots in the other language")

# --- asked for by name

for path in sorted((root / "templates").glob("*.cs")):
    for key in re.findall(r"\bLang\.([\w.]*\w)", re.sub(r"<\?cs #.*?(?=\n\?>|\?>)", "", read(path), flags=re.S)):
        used.add(key)
        if key not in ru:
            complain(f"{path.name}: there is no {key}")

plurals = form_groups(ru)
for path, text in pages.items():
    for key in re.findall(r'\bwords_number(?:_text)?\(\s*\w+,\s*"([\w.]+)"', text):
        if key not in plurals:
            complain(f"{path.name}: there are no forms of {key}")
        used.update(f"{key}.{form}" for form in FORMS["ru.hdf"])
for key in plurals:
    group, _, name = key.rpartition(".")
    if any(f'"{group}.%s"' in text and f'"{name}"' in text for text in pages.values()):
        used.update(f"{key}.{form}" for form in FORMS["ru.hdf"])

for path, text in pages.items():
    for call in re.findall(r"\b(?:page_text|words_with|view_countdown|units)\([^;]*;", text):
        for key in re.findall(r'"([A-Z]\w*(?:\.\w+)+)"', call):
            if key not in ru and key not in plurals:
                complain(f"{path.name}: there is no {key}")
    used.update(key for key in re.findall(r'"([A-Z][\w.]*)"', text) if key in ru)

# --- asked for by a name that is data

groups = {"Problem", "Notice", "Time.Month", "Time.Weekday"}
for text in pages.values():
    groups.update(re.findall(r'\bwords_(?:of|find)\(req, "([\w.]+)"', text))
for line in ["Network", "Keys", "Access", "Address"]:
    groups.update({f"Doctor.{line}", f"Doctor.{line}.Do"})
groups.update(key.rpartition(".")[0] for key in ru if re.fullmatch(r"Preset\.\w+\.\d+", key))
groups.update({"Account.Status", "Account.Webhook", "Account.Status.Do", "Account.Webhook.Do"})


def is_spoken(group, name):
    """Does the program write this name down anywhere?"""
    if group.startswith("Time.") or group == "Type" or name in types:
        return True
    if group.startswith("Preset."):
        return group.removeprefix("Preset.") in literals
    if group == "Trace":
        check, result, *detail = name.split("_", 2)
        return {check, result} <= literals and all(d.isdigit() or d in literals for d in detail)
    if group == "SendError":
        return name.replace("_", " ") in literals
    if group == "System.Counter":
        return name.replace("_", ".", 1) in literals
    return name.removeprefix("guard_") in literals


for key in ru:
    group, _, name = key.rpartition(".")
    if group in groups and is_spoken(group, name):
        used.add(key)
for key in sorted(ru.keys() - used):
    complain(f"nobody asks for {key}")

# --- words for what the rules say


def need(key, where):
    if key not in ru:
        complain(f"{where}: there are no words {key}")


chain, model = rule_text("core/turn_chain.c"), rule_text("core/turn_model.c")
for step, body in re.findall(r"^step_(\w+)\(.*?\n\{(.*?)^\}", chain, re.S | re.M):
    for reason in re.findall(r'\bstop\(chain, name, "(\w+)"', body):
        need(f"Need.{reason}", "turn_chain.c")
        if f"Trace.{step}_stop_{reason}" not in ru:
            need(f"Trace.{step}_stop", "turn_chain.c")
    for detail in re.findall(r'\bpass\(chain, name, "(\w*)"', body):
        if f"Trace.{step}_pass_{detail}" not in ru:
            need(f"Trace.{step}_pass", "turn_chain.c")

for path, text in rules.items():
    for check, result in re.findall(r'trace_add\([\w>-]+, "(\w+)",[^;]*?"(pass|stop|ask|fail)"', text):
        if not any(key.startswith(f"Trace.{check}_{result}") for key in ru):
            need(f"Trace.{check}_{result}", path.name)
    for reason in re.findall(r'\bhand_off\(\w+, "(\w+)"\)', text):
        need(f"Need.{reason}", path.name)
    for reason in re.findall(r'\bchat_need_person\(\w+, "(\w+)"\)', text):
        need(f"Need.{reason}", path.name)
    for reason in re.findall(r'owner_reason = "(\w+)"', text):
        need(f"Need.{reason}", path.name)

guards = set(re.findall(r'\bbreach\(breach_r, "(\w+)"|\[CONTACT_\w+\] = \{ "(\w+)"', rule_text("core/guard.c")))
for name in sorted({a or b for a, b in guards}):
    need(f"Need.guard_{name}", "guard.c")
    need(f"Trace.guards_stop_{name}", "guard.c")

classes = re.findall(r'\[LLM_[A-Z_]+\] = "(\w+)"', rule_text("remote/llm.c"))
for name in classes:
    need(f"Answerer.Status.{name}", "llm.c")
    need(f"Trace.model_{'pass' if name == 'ok' else 'fail'}_{name}", "llm.c")

connect = rule_text("core/connect.c") + rule_text("core/work.c")
for name in re.findall(r'\bstatus(?:_text)? = "(\w+)"', connect):
    need(f"Account.Status.{name}", "connect.c")
for name in re.findall(r'webhook_state = [^;]*', connect):
    for state in re.findall(r'"(\w+)"', name):
        need(f"Account.Webhook.{state}", "connect.c")

causes = re.findall(r'return "(\w+)";', rule_text("remote/reach.c").split("is_proof")[0])
for name in causes:
    need(f"Doctor.Network.{name}", "reach.c")
    need(f"Doctor.Address.{name}", "reach.c")

# --- the simulator's page has a pair of its own


def check_sim():
    mine, theirs = keys(root / "templates/sim/ru.hdf"), keys(root / "templates/sim/en.hdf")
    spoken = "\n".join(sources("tests/sim").values())
    asked = set()
    for key in sorted(mine.keys() ^ theirs.keys()):
        complain(f"templates/sim: {key} stands in one language only")
    for path in sorted((root / "templates/sim").glob("*.cs")):
        for key in re.findall(r"\bLang\.([\w.]*\w)", re.sub(r"<\?cs #.*?(?=\n\?>|\?>)", "", read(path), flags=re.S)):
            asked.add(key)
            if key not in mine:
                complain(f"{path.name}: there is no {key}")
    for key in mine:
        group, _, name = key.rpartition(".")
        if f'"{group}"' in spoken and (group == "Time.Month" or f'"{name}"' in spoken):
            asked.add(key)
    for key in sorted(mine.keys() - asked):
        complain(f"templates/sim: nobody asks for {key}")
    return len(mine)


in_sim = check_sim()
if not (guards and classes and causes and len(used) > 100):
    complain("the sources are written in a way this check cannot read")
for line in complaints:
    print(line)
print(f"{len(ru)} and {in_sim} keys looked up")
sys.exit(1 if complaints else 0)
