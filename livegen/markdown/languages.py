"""How languages quote, and what they call a footnote."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Habits:
    """Quotation marks (outer pair, inner pair) and the labels of footnotes, with their number."""

    quotes: tuple[str, str, str, str]
    footnote: str = "{}"
    back: str = "{}"


_ENGLISH = ("“", "”", "‘", "’")
_GERMAN = ("„", "“", "‚", "‘")
_NORDIC = ("”", "”", "’", "’")
_POLISH = ("„", "”", "«", "»")
_RUSSIAN = ("«", "»", "„", "“")
_SPANISH = ("«", "»", "“", "”")
_SWISS = ("«", "»", "‹", "›")

# CLDR 48, `delimiters`; French with the narrow no-break spaces of its typography.
_HABITS = {
    "ar": Habits(("”", "“", "’", "‘"), "حاشية {}", "العودة إلى النص {}"),
    "bg": Habits(("„", "“", "’", "’")),
    "ca": Habits(_SPANISH),
    "cs": Habits(_GERMAN),
    "da": Habits(_ENGLISH, "Fodnote {}", "Tilbage til henvisning {}"),
    "de": Habits(_GERMAN, "Fußnote {}", "Zurück zur Textstelle {}"),
    "de-ch": Habits(_SWISS, "Fussnote {}", "Zurück zur Textstelle {}"),
    "el": Habits(("«", "»", "“", "”")),
    "en": Habits(_ENGLISH, "Footnote {}", "Back to reference {}"),
    "es": Habits(_SPANISH, "Nota {}", "Volver a la referencia {}"),
    "et": Habits(("„", "“", "‘", "’")),
    "fa": Habits(("«", "»", "‹", "›")),
    "fi": Habits(_NORDIC, "Alaviite {}", "Takaisin viitteeseen {}"),
    "fr": Habits(("«\u202f", "\u202f»", "“", "”"), "Note {}", "Retour au renvoi {}"),
    "fr-ch": Habits(_SWISS, "Note {}", "Retour au renvoi {}"),
    "he": Habits(("”", "”", "’", "’")),
    "hr": Habits(("„", "”", "‘", "’")),
    "hu": Habits(("„", "”", "»", "«")),
    "it": Habits(("«", "»", "“", "”"), "Nota {}", "Torna al riferimento {}"),
    "ja": Habits(("「", "」", "『", "』")),
    "nb": Habits(("«", "»", "‘", "’"), "Fotnote {}", "Tilbake til henvisning {}"),
    "nl": Habits(_ENGLISH, "Voetnoot {}", "Terug naar verwijzing {}"),
    "no": Habits(("«", "»", "‘", "’"), "Fotnote {}", "Tilbake til henvisning {}"),
    "pl": Habits(_POLISH, "Przypis {}", "Wróć do odsyłacza {}"),
    "pt": Habits(_ENGLISH, "Nota {}", "Voltar à referência {}"),
    "pt-pt": Habits(_SPANISH, "Nota {}", "Voltar à referência {}"),
    "ro": Habits(_POLISH),
    "ru": Habits(_RUSSIAN, "Сноска {}", "Назад к ссылке {}"),
    "sk": Habits(_GERMAN),
    "sl": Habits(_GERMAN),
    "sr": Habits(("„", "”", "’", "’")),
    "sv": Habits(_NORDIC, "Fotnot {}", "Tillbaka till hänvisning {}"),
    "tr": Habits(_ENGLISH, "Dipnot {}", "{} numaralı göndermeye dön"),
    "uk": Habits(_RUSSIAN, "Примітка {}", "Назад до посилання {}"),
}


def habits(language: str) -> Habits:
    """Return the habits of a language (BCP 47), those of English if it is not known."""
    tag = language.lower()
    while tag not in _HABITS and "-" in tag:
        tag = tag.rpartition("-")[0]
    return _HABITS.get(tag) or Habits(_ENGLISH)
