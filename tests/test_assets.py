"""Assets: what is published of a style sheet or a script means what was written."""

from __future__ import annotations

import gzip
import subprocess
from collections.abc import Mapping

import pytest
import rjsmin
from conftest import REPOSITORY

from livegen import scripts
from livegen.assets import published
from livegen.errors import Place, ThemeFailure

WRITTEN_AND_PUBLISHED = [
    ("a {\n  color: red;\n  margin: 0 auto;\n}\n", "a{color:red;margin:0 auto}"),
    ("/* why */ a { b: c } /* and why not", "a{b:c}"),
    ("/*! licence */\na { b: c }", "/*! licence */ a{b:c}"),
    ("a :hover, b > c { d: e }", "a :hover,b > c{d:e}"),
    (".a { .b :hover { c: d } & > p { e: f } }", ".a{.b :hover{c:d}& > p{e:f}}"),
    (".a/* one compound */.b { c: d }", ".a/**/.b{c:d}"),
    ("a { width: calc(1px + 2px) }", "a{width:calc(1px + 2px)}"),
    ("a::before { content: '/* {  ; */' }", "a::before{content:'/* {  ; */'}"),
    ('a { content: "\\"  ;" }', 'a{content:"\\"  ;"}'),
    ("a { b: url( data:x/y;c,d ) ; }", "a{b:url( data:x/y;c,d )}"),
    (
        "@media (min-width: 9px) and (color) { a { b: c } }",
        "@media(min-width:9px) and (color){a{b:c}}",
    ),
    (":root { --empty: ; --list: { a: b } }", ":root{--empty:;--list:{a:b}}"),
]


@pytest.mark.parametrize(("written", "expected"), WRITTEN_AND_PUBLISHED)
def test_a_style_sheet_loses_its_layout_and_comments_and_nothing_else(
    written: str, expected: str
) -> None:
    [(_, sheet)] = published({"assets/site.css": written.encode()}).values()

    assert sheet.decode() == expected


@pytest.mark.parametrize(("written", "expected"), WRITTEN_AND_PUBLISHED)
def test_what_is_bare_stays_as_it_is(written: str, expected: str) -> None:
    [(_, sheet)] = published({"assets/site.css": expected.encode()}).values()

    assert sheet.decode() == expected


def test_other_files_are_published_as_they_are() -> None:
    text = b"{  }  /* */ // a\n"

    assert [data for _, data in published({"assets/a.txt": text}).values()] == [text]


def test_a_style_sheet_of_nothing_but_comments_costs_no_request() -> None:
    assert published({"assets/site.css": b"/* colours of ours */\n"}) == {}


# ------------------------------------------------------------------ scripts

SCRIPTS_WRITTEN_AND_PUBLISHED = [
    ("// why\nconst a = 1; /* and */ const b = 2;\n", "const a=1;const b=2;"),
    ("/*! licence */\nf();\n", "/*! licence */f();"),
    ("const a = `b  ;  c`; // {  }\n", "const a=`b  ;  c`;"),
    ("a = b\n(c)\n", "a=b\n(c)"),
    ("a = b /c/ d  ;\n", "a=b/c/d;"),
    ("a = /[/*]  \\/'/g  ;\n", "a=/[/*]  \\/'/g;"),
    ("return  /a  b/ ;", "return/a  b/;"),
]


@pytest.mark.parametrize(("written", "expected"), SCRIPTS_WRITTEN_AND_PUBLISHED)
def test_a_script_loses_its_layout_and_comments_and_nothing_else(
    written: str, expected: str
) -> None:
    assert scripts.bare(written) == expected


@pytest.mark.parametrize(
    "script",
    [
        "const a = `b ${c(`d  e`)}  f`;\n",
        "a = list.some((it) => /'/.test(it)) ? 'b  c' : 'd // e';\n",
        "if (typeof /'/ === a) b = 'c  d', e = 'f';\n",
    ],
)
def test_a_script_that_stripping_would_change_stays_as_it_is(script: str) -> None:
    assert scripts.bare(script) == script


def test_rjsmin_says_the_same_with_and_without_its_extension() -> None:
    in_python = rjsmin._make_jsmin(python_only=True)
    for path in sorted((REPOSITORY / "templates/assets").rglob("*.js")):
        script = path.read_text()
        short = rjsmin.jsmin(script, keep_bang_comments=True)

        assert in_python(script, keep_bang_comments=True) == short


def publish(files: Mapping[str, str]) -> dict[str, str]:
    """Return what is published of scripts, by name."""
    given = {f"assets/{name}": text.encode() for name, text in files.items()}
    return {name: data.decode() for name, (_, data) in published(given).items()}


def test_a_script_is_published_as_one_file_with_its_modules_before_it_each_once() -> None:
    done = publish(
        {
            "page.js": """
// What this page does.
import { two } from "./page/two.js";
import {
  one, // of them
} from "./page/one.js";
import "./page/none.js";

two(one);
""",
            "page/two.js": 'import {one} from "./one.js"\nexport function two() { return one; }\n',
            "page/one.js": "const uno = 1;\nconst one = uno;\nexport { one };\n",
            "page/none.js": 'document.title = "None";\n',
        }
    )

    assert done == {
        "page.js": 'let b=1;let a=b;function c(){return a;}\ndocument.title="None";c(a);'
    }


def test_modules_in_a_folder_of_their_own_are_published_only_if_nobody_imports_them() -> None:
    done = publish(
        {"a.js": 'import "./b.js";\nimport "./c/d.js";', "b.js": "b();", "c/d.js": "d();"}
    )

    assert done == {"a.js": "b();d();", "b.js": "b();"}
    assert publish({"c/d.js": "d();"}) == {"c/d.js": "d();"}


def test_the_name_of_a_script_follows_from_what_it_imports() -> None:
    def name_of(module: str) -> str:
        files = {"assets/a.js": b'import "./b/c.js";', "assets/b/c.js": module.encode()}
        return published(files)["a.js"][0]

    assert name_of("c();") != name_of("d();")
    assert name_of("c();") == name_of("c( ); // why\n")


def test_an_import_of_a_whole_address_stays_and_so_does_one_in_the_middle() -> None:
    script = 'import{a}from"https://example.org/a.js";const b=import("./c.js");'

    assert publish({"a.js": script}) == {"a.js": script}


def test_short_names_touch_no_key_no_property_no_template_and_no_text() -> None:
    done = publish(
        {
            "a.js": """
import { plain, key, named, method, told } from "./b/c.js";
plain({ key, named: plain }, it.plain, ...plain, it.
  plain, "plain", `${told}`, class { method() { return method(); } });
const a = plain;
""",
            "b/c.js": "export const plain = 1;\nexport const key = 3;\nexport let named = 4;\n"
            "export function method() {}\nexport let told = 5;\n",
        }
    )

    assert done["a.js"] == (
        "let b=1;let key=3;let named=4;function method(){}\nlet told=5;"
        'b({key,named:b},it.plain,...b,it.plain,"plain",`${told}`,'
        "class{method(){return method();}});"
        "let a=b;"
    )


A_MODULE = "export const one = 1;\n"
WRONG: Mapping[str, tuple[Mapping[str, str], Place, str, str]] = {
    "a missing module": (
        {"a.js": 'f();\nimport {one} from "./b/on.js";', "b/one.js": A_MODULE},
        Place("templates/assets/a.js", 2, 20, 9),
        "there is no asset `./b/on.js`",
        "did you mean `b/one.js`?",
    ),
    "one outside": (
        {"a.js": 'import "../b.js";'},
        Place("templates/assets/a.js", 1, 9, 7),
        "there is no asset `../b.js`",
        "add it below templates/assets/",
    ),
    "a cycle": (
        {"a.js": 'import "./b.js";', "b.js": 'import "./a.js";'},
        Place("templates/assets/a.js"),
        "scripts import each other: a.js → b.js → a.js",
        "take out one of the imports",
    ),
    "the same name twice": (
        {"a.js": 'import "./b/one.js";\n\nfunction one() {}', "b/one.js": A_MODULE},
        Place("templates/assets/a.js", 3, 10),
        "`one` is declared in templates/assets/b/one.js too",
        "joined scripts share one scope: rename it",
    ),
    "the same name twice, taken apart": (
        {"a.js": 'import "./b/one.js";\nconst { one } = it;', "b/one.js": A_MODULE},
        Place("templates/assets/a.js", 2, 7),
        "`one` is declared in templates/assets/b/one.js too",
        "joined scripts share one scope: rename it",
    ),
    "a name that is not exported": (
        {"a.js": 'import {won} from "./b/one.js";', "b/one.js": A_MODULE},
        Place("templates/assets/a.js", 1, 20, 10),
        "templates/assets/b/one.js exports no `won`",
        "did you mean `one`?",
    ),
    "another name": (
        {"a.js": 'import {one as two} from "./b/one.js";', "b/one.js": A_MODULE},
        Place("templates/assets/a.js", 1, 1, 38),
        'a script cannot be joined by `import {one as two} from "./b/one.js";`',
        "modules share one scope: keep the names as they are",
    ),
    "all of a module": (
        {"a.js": 'import * as b from "./b/one.js";', "b/one.js": A_MODULE},
        Place("templates/assets/a.js", 1, 1, 32),
        'a script cannot be joined by `import * as b from "./b/one.js";`',
        'write import {name} from "./b/one.js"',
    ),
    "an export without a name": (
        {"a.js": 'import "./b/one.js";', "b/one.js": "export default function () {}"},
        Place("templates/assets/b/one.js", 1, 1, 29),
        "a script cannot be joined by `export default function () {}`",
        "export each name where it is declared",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_joined_is_named_with_its_place(name: str) -> None:
    files, place, message, hint = WRONG[name]

    with pytest.raises(ThemeFailure) as failure:
        publish(files)

    problem = failure.value.problem
    assert (problem.place, problem.message, problem.hint) == (place, message, hint)


def test_names_inside_functions_are_their_own_affair() -> None:
    inner = "function two() {\n  const one = 2;\n  return one;\n}\n"

    publish({"a.js": f'import "./b/one.js";\n{inner}', "b/one.js": A_MODULE})


def of_the_theme() -> dict[str, tuple[str, bytes]]:
    """Return what is published of the theme's own scripts."""
    theme = REPOSITORY / "templates"
    paths = sorted(theme.rglob("*.js"))
    return published({path.relative_to(theme).as_posix(): path.read_bytes() for path in paths})


def test_every_script_of_the_theme_is_made_bare() -> None:
    done = of_the_theme()

    assert {"live.js", "front.js", "comments.js"} <= done.keys()
    assert not any("/" in name for name in done)
    assert all(b"\n  " not in data and b"// " not in data for _, data in done.values())


@pytest.mark.parametrize("name", ["live.js", "front.js"])
def test_to_keep_up_costs_a_page_no_more_than_six_kilobytes(name: str) -> None:
    assert len(gzip.compress(of_the_theme()[name][1], 9)) <= 6 * 1024


@pytest.mark.outside
def test_every_script_holds_its_types() -> None:
    tools = REPOSITORY / "tests/tools"
    tsc = tools / "node_modules/.bin/tsc"
    if not tsc.exists():
        pytest.fail("typescript is missing: `make test` installs it, or npm ci in tests/tools")

    done = subprocess.run([tsc, "--project", tools], capture_output=True, text=True, check=False)

    assert (done.stdout, done.returncode) == ("", 0)
