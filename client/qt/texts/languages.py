"""The window's language: which one, and Qt's translators for it.

Texts are English where they are written; resources/i18n has their translations, and the forms of
a number for English, too. A new language reaches every widget as Qt's LanguageChange event.
"""

import os
from typing import Final, final

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from client import assets

VARIABLE: Final = "CORNETTA_LANGUAGE"
"""The environment's variable that goes before the preference: "en" or "it"."""

NAMES: Final = {"en": "English", "it": "Italiano"}
"""Our languages, each by its own name."""


def fixed_language() -> str:
    """What the environment's variable says; "" for nothing that we know."""
    language = os.environ.get(VARIABLE, "").strip().lower()
    return language if language in NAMES else ""


def system_language() -> str:
    """The first of the user's languages that we have; else English."""
    wanted = (one.replace("_", "-").partition("-")[0] for one in QLocale.system().uiLanguages())
    return next((one for one in wanted if one in NAMES), "en")


@final
class Languages:
    """The language of all windows."""

    def __init__(self) -> None:
        self._installed: list[QTranslator] = []
        self._language = ""

    def use(self, preferred: str) -> None:
        """Speak a language from now on.

        Args:
            preferred: one of ours, else the system's; the environment's goes before it.
        """
        language = fixed_language() or (preferred if preferred in NAMES else system_language())
        if language == self._language:
            return
        before, self._installed = self._installed, _translators(language)
        self._language = language
        QLocale.setDefault(_locale(language))
        for old in before:
            QCoreApplication.removeTranslator(old)
        for new in self._installed:
            QCoreApplication.installTranslator(new)
        for window in QApplication.topLevelWidgets():
            window.setLocale(QLocale())

    def close(self) -> None:
        """Speak English again."""
        for translator in self._installed:
            QCoreApplication.removeTranslator(translator)
        self._installed, self._language = [], ""
        QLocale.setDefault(QLocale.system())


def _translators(language: str) -> list[QTranslator]:
    """Qt's own texts, and ours over them."""
    ours, qts = QTranslator(), QTranslator()
    ours.load(str(assets.root() / "i18n" / f"client_{language}.qm"))
    qts.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    return [one for one in (qts, ours) if not one.isEmpty()]


def _locale(language: str) -> QLocale:
    """How times and numbers look: as the system has it, if that speaks the language."""
    system, speaks = QLocale.system(), QLocale.Language
    if language == "it":
        return system if system.language() is speaks.Italian else QLocale(speaks.Italian)
    # Whoever reads English in another country counts the hours to 24.
    elsewhere = QLocale(speaks.English, QLocale.Country.UnitedKingdom)
    return system if system.language() in (speaks.English, speaks.C) else elsewhere
