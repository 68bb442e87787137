"""All that is kept, joined on one database."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from bot.store.audit import Audit
from bot.store.batches import Batches
from bot.store.bindings import Bindings
from bot.store.conversations import StoredConversations
from bot.store.database import Database
from bot.store.followed import FollowedFilings
from bot.store.handovers import Handovers
from bot.store.keys import Keys
from bot.store.late import LateTurns
from bot.store.migrations import upgrade
from bot.store.notes import StoredNotes
from bot.store.outbox import Outbox
from bot.store.personal_notes import PersonalNotes
from bot.store.questions import Questions
from bot.store.records import Records
from bot.store.uploads import Uploads


class Store:
    """The parts of the store: conversations, files, packets for the hotline, outbox, audit trail, what is counted,
    questions without an answer, and what channels note.
    """

    def __init__(self, database: Database, keys: Keys, upload_folder: Path) -> None:
        self.database = database
        self.conversations = StoredConversations(database, keys)
        self.persons = self.conversations.persons
        self.links = self.conversations.links
        self.uploads = Uploads(database, self.persons, upload_folder)
        self.handovers = Handovers(database, self.persons)
        self.records = Records(database)
        self.questions = Questions(database, self.persons)
        self.bindings = Bindings(database, self.persons)
        self.batches = Batches(database, self.persons)
        self.followed = FollowedFilings(database, self.persons)
        self.audit = Audit(database, self.persons, keys)
        self.outbox = Outbox(database, self.persons)
        self.late = LateTurns(database, self.persons, keys)
        self.notes = StoredNotes(database, keys)
        self.personal_notes = PersonalNotes(self.notes, self.persons)

    @classmethod
    async def open(cls, url: str, keys: Keys, upload_folder: Path) -> Store:
        """The store at ``url``, migrated as needed.

        Raises:
            WrongKey: the database belongs to another master key.
            StoreTrouble: the database did not answer.
            ValueError: the URL is of no kind that can be used.
        """
        await upgrade(url)
        store = cls(Database(url), keys, upload_folder)
        try:
            await store.persons.check()
        except BaseException:
            await store.close()
            raise
        return store

    async def ping(self) -> None:
        """Asks the database for nothing in particular.

        Raises:
            StoreTrouble: it did not answer.
        """
        await self.database.read(lambda connection: connection.execute(select(1)).scalar_one())

    async def forget(self, person: str) -> None:
        """Deletes the person's files, keys and rows, on all their channels.

        Outcomes stay, since they name no one, and rows of the audit trail, which nobody can read any more.
        """
        person = await self.persons.owner(person)
        await self.uploads.forget(person)
        await self.conversations.forget(person)

    async def close(self) -> None:
        """Closes the database."""
        await self.database.close()
