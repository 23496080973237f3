"""From shortcodes to embeds: who closes whom, what the arguments come to, what is drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from markdown_it.token import Token
from markupsafe import Markup

from livegen.embeds import EMBEDS, BadArgument, Embed, Holds, MissingAlt, read
from livegen.errors import Rule, closest
from livegen.markdown.links import is_foreign, target, target_of_picture, warn_of_foreign
from livegen.markdown.shortcodes import TOKEN, Call
from livegen.markdown.work import Spot, Work

NO_BODY = Markup()
_MOST_AROUND = 8
"""Shortcodes that may open on the line on which a paragraph begins."""

Render = Callable[[Work, Sequence[Token]], str]


def alone(tokens: Sequence[Token], own: Container[str]) -> list[Token]:
    """Return the tokens with shortcodes that hold whole paragraphs moved around these.

    `{{< quote >}}Text{{< /quote >}}` reads as a paragraph; what is meant is a quote around one.
    """
    return list(_moved(tokens, own))


def _moved(tokens: Sequence[Token], own: Container[str]) -> Iterator[Token]:
    rest = iter(range(len(tokens)))
    for number in rest:
        token = tokens[number]
        if token.type != "paragraph_open" or not _at_the_edge(tokens[number + 1]):
            yield token
            continue
        inline = tokens[number + 1]
        before, children, after = _split(inline.children or [], own)
        for call in (*before, *after):
            call.meta["holder"] = inline
        inline.children = children
        yield from before
        if children:
            yield from tokens[number : number + 3]
        yield from after
        next(rest), next(rest)


def _at_the_edge(inline: Token) -> bool:
    children = inline.children or []
    return bool(children) and TOKEN in (children[0].type, children[-1].type)


def _split(
    children: list[Token], own: Container[str]
) -> tuple[list[Token], list[Token], list[Token]]:
    first, last = 0, len(children)
    while first < min(last, _MOST_AROUND) and _holds_paragraphs(children, first, last, own):
        first += 1
    names = {opened.meta["call"].name for opened in children[:first]}
    surplus = _surplus(children[first:])
    while last > first and _closes_paragraphs(children[last - 1], names):
        name = children[last - 1].meta["call"].name
        if surplus[name] <= 0:  # opened in this very sentence
            break
        surplus[name] -= 1
        last -= 1
    kept = children[first:last]
    if first or last < len(children):
        kept = _stripped(kept)
    return children[:first], kept, children[last:]


def _holds_paragraphs(
    children: Sequence[Token], first: int, last: int, own: Container[str]
) -> bool:
    call = _call(children[first])
    if call is None or call.closing or call.fault:
        return False
    if call.name in EMBEDS:
        closer = _closer(children, first)
        in_sentence = closer >= 0 and any(map(_is_text, children[closer:last]))
        return EMBEDS[call.name].paired and not in_sentence
    # A site's own one may stand in a sentence, unless it is all there is of the paragraph.
    return call.name in own and _closer(children, first) == last - 1


def _closer(children: Sequence[Token], first: int) -> int:
    opened = _call(children[first])
    depth = 0
    for number in range(first, len(children)):
        call = _call(children[number])
        if call is not None and opened is not None and call.name == opened.name:
            depth += -1 if call.closing else 1
            if not depth:
                return number
    return -1


def _is_text(child: Token) -> bool:
    return child.type not in (TOKEN, "softbreak", "hardbreak") and bool(child.content.strip())


def _surplus(children: Sequence[Token]) -> Counter[str]:
    """Return by name how many shortcodes are closed that were opened before these."""
    surplus: Counter[str] = Counter()
    for call in filter(None, map(_call, children)):
        surplus[call.name] += 1 if call.closing else -1
    return surplus


def _closes_paragraphs(child: Token, opened: Container[str]) -> bool:
    call = _call(child)
    if call is None or not call.closing:
        return False
    if call.name in EMBEDS:
        return EMBEDS[call.name].paired
    return call.name in opened


def _call(token: Token) -> Call | None:
    return token.meta["call"] if token.type == TOKEN else None


def _stripped(children: list[Token]) -> list[Token]:
    while children and children[0].type in ("softbreak", "hardbreak"):
        del children[0]
    while children and children[-1].type in ("softbreak", "hardbreak"):
        del children[-1]
    if children and children[0].type == "text":
        children[0].content = children[0].content.lstrip()
    if children and children[-1].type == "text":
        children[-1].content = children[-1].content.rstrip()
    return [child for child in children if child.type != "text" or child.content]


def drawn(work: Work, tokens: Sequence[Token], render: Render) -> list[Token]:
    """Return the tokens with every shortcode, and what it holds, drawn."""
    return _drawn(work, tokens, _Pairing(work).pair(tokens), render, inline=False)


def drawn_in_sentence(work: Work, tokens: Sequence[Token], render: Render) -> list[Token]:
    """Return a paragraph's tokens with a site's own shortcodes drawn; others do not fit in one."""
    blamed: set[str] = set()
    fitting: list[Token] = []
    for token in tokens:
        call = _call(token)
        if call is None or call.fault or call.name not in EMBEDS:
            fitting.append(token)
        elif not call.closing or call.name not in blamed:
            blamed.add(call.name)
            work.error(
                Rule.MISPLACED_SHORTCODE,
                _spot(token),
                f"`{call.name}` cannot stand in a sentence",
                "give it a paragraph of its own, with an empty line above and below",
            )
    return _drawn(work, fitting, _Pairing(work).pair(fitting), render, inline=True)


def _drawn(
    work: Work, tokens: Sequence[Token], pairs: Mapping[int, int], render: Render, *, inline: bool
) -> list[Token]:
    # `pairs` leads from where a shortcode ends to where it begins.
    begins = {start for end, start in pairs.items() if start != end}
    bodies: list[list[Token]] = [[]]
    for number, token in enumerate(tokens):
        if token.type != TOKEN:
            bodies[-1].append(token)
        elif number in begins:
            bodies.append([])
        elif number in pairs:
            held = bodies.pop() if pairs[number] != number else []
            body = Markup(work.clean(render(work, held)))  # noqa: S704 cleaned, or trusted
            embed = _embed(work, tokens[pairs[number]], paired=pairs[number] != number)
            if embed is not None:
                html = work.around.draw(replace(embed, inline=inline), body)
                bodies[-1].append(work.drawn(html if inline else html + "\n"))
    return bodies[0]


@dataclass(slots=True)
class _Pairing:
    """Finds out which shortcode closes which, and says what is left over.

    A pair lies in one list item, quote or paragraph: `opened` holds the shortcodes that are open,
    with None for each element of the text that is.
    """

    work: Work
    opened: list[tuple[int, Token] | None] = field(default_factory=list)
    names: Counter[str] = field(default_factory=Counter)
    pairs: dict[int, int] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)

    def pair(self, tokens: Sequence[Token]) -> Mapping[int, int]:
        """Return where each good shortcode begins, by where it ends."""
        for number, token in enumerate(tokens):
            if token.nesting == 1:
                self.opened.append(None)
            elif token.nesting == -1:
                self._leave_element()
            elif token.type == TOKEN and self._is_known(token):
                self._take(number, token)
        while self.opened:
            self._leave_element()
        return self.pairs

    def _is_known(self, token: Token) -> bool:
        call: Call = token.meta["call"]
        if call.fault:
            fault = call.fault
            rule = Rule.UNCLOSED_SHORTCODE if fault.unclosed else Rule.BAD_ARGUMENT
            spot = Spot(_holder(token), fault.at, fault.width)
            self.work.error(rule, spot, fault.message, fault.hint)
            return False
        if call.name in EMBEDS or call.name in self.work.around.own_embeds:
            return True
        if call.name not in self.unknown or not call.closing:
            self.unknown.add(call.name)
            self._error(token, Rule.UNKNOWN_SHORTCODE, *_unknown(self.work, call.name))
        return False

    def _take(self, number: int, token: Token) -> None:
        call: Call = token.meta["call"]
        if call.closing:
            self._close(number, token)
        elif call.name in EMBEDS and not EMBEDS[call.name].paired:
            self.pairs[number] = number
        else:
            self.opened.append((number, token))
            self.names[call.name] += 1

    def _close(self, number: int, token: Token) -> None:
        name = token.meta["call"].name
        depth = len(self.opened) - 1 if self.names[name] else -1
        while depth >= 0 and (entry := self.opened[depth]) is not None:
            if entry[1].meta["call"].name == name:
                self._drop_above(depth)
                self.pairs[number] = entry[0]
                self.opened.pop()
                self.names[name] -= 1
                return
            depth -= 1
        self._error(token, Rule.UNCLOSED_SHORTCODE, *_unopened(name, self.names[name] > 0))

    def _drop_above(self, depth: int) -> None:
        while len(self.opened) > depth + 1:
            self._leave_open(self.opened.pop())

    def _leave_element(self) -> None:
        while self.opened and (entry := self.opened.pop()) is not None:
            self._leave_open(entry)

    def _leave_open(self, entry: tuple[int, Token] | None) -> None:
        if entry is None:
            return
        number, token = entry
        name = token.meta["call"].name
        self.names[name] -= 1
        if name in EMBEDS:
            message = f"`{name}` is opened and never closed"
            hint = f"write {{{{< /{name} >}}}} after its text, in the same list item or quote"
            self._error(token, Rule.UNCLOSED_SHORTCODE, message, hint)
        else:
            self.pairs[number] = number

    def _error(self, token: Token, rule: Rule, message: str, hint: str) -> None:
        self.work.error(rule, _spot(token), message, hint)


def _holder(token: Token) -> Token:
    return token.meta.get("holder", token)  # type: ignore[no-any-return]


def _spot(token: Token, argument: str = "") -> Spot:
    # Where an argument stands, by name or by place, or the whole shortcode.
    call: Call = token.meta["call"]
    provider = EMBEDS.get(call.name)
    names = [parameter.name for parameter in provider.parameters] if provider else []
    if argument in names and argument not in call.spans:
        argument = str(names.index(argument))
    return Spot(_holder(token), *call.spans.get(argument, (call.at, call.end - call.at)))


def _unknown(work: Work, name: str) -> tuple[str, str]:
    known = sorted({*EMBEDS, *work.around.own_embeds})
    guess = closest(name, known)
    others = f"there are {', '.join(known)}; a site adds its own as templates/embeds/{name}.html"
    return f"no embed is called `{name}`", f"did you mean `{guess}`?" if guess else others


def _unopened(name: str, elsewhere: bool) -> tuple[str, str]:
    if elsewhere:
        return f"`{name}` is closed in another place than it was opened", _TOGETHER
    if name in EMBEDS and not EMBEDS[name].paired:
        return f"`{name}` holds no text", f"leave out {{{{< /{name} >}}}}"
    return f"`{name}` is closed and was never opened", f"write {{{{< {name} >}}}} before its text"


_TOGETHER = "open and close it in the same list item, quote or paragraph"


def _embed(work: Work, token: Token, *, paired: bool) -> Embed | None:
    call: Call = token.meta["call"]
    provider = EMBEDS.get(call.name)
    if provider is None:
        numbered = {str(n): value for n, value in enumerate(call.positional)}
        return Embed(call.name, "", {**numbered, **call.named}, paired)
    try:
        embed = read(provider, call.positional, call.named)
    except BadArgument as fault:
        rule = Rule.MISSING_ALT if isinstance(fault, MissingAlt) else Rule.BAD_ARGUMENT
        work.error(rule, _spot(token, fault.argument), fault.message, fault.hint)
        return None
    return _settled(work, token, embed)


def _settled(work: Work, token: Token, embed: Embed) -> Embed:
    provider = EMBEDS[embed.name]
    arguments = dict(embed.arguments)
    for parameter in provider.parameters:
        written = arguments.get(parameter.name, "")
        if parameter.holds is Holds.TEXT or not written:
            continue
        spot = _spot(token, parameter.name)
        if parameter.holds is Holds.PICTURE and is_foreign(written):
            warn_of_foreign(work, spot, written)
            if parameter.required:
                return _link_to(written, arguments)
            del arguments[parameter.name]
            continue
        is_picture = parameter.holds is Holds.PICTURE
        found = (target_of_picture if is_picture else target)(work, spot, written)
        arguments[parameter.name] = found.url
        if found.width and is_picture:
            arguments["width"], arguments["height"] = str(found.width), str(found.height)
    return replace(embed, arguments=arguments)


def _link_to(url: str, arguments: Mapping[str, str]) -> Embed:
    title = arguments.get("caption") or arguments.get("alt") or ""
    return read(EMBEDS["link"], [], {"url": url, **({"title": title} if title else {})})
