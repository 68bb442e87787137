"""The knowledge that ships, read once for all programs that are forked from the process that imported this."""

from bot.app import open_library
from bot.settings import ROOT, Settings

LIBRARY = open_library(Settings(_env_file=None, data=ROOT / "data"))
