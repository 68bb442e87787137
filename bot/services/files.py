"""Files of persons, by the address that they are met at."""

from __future__ import annotations

from bot.engine.messages import Address, FileRef, Made
from bot.engine.ports import Conversations
from bot.store.uploads import NoSuchUpload, Uploads


class AddressFiles:
    """Keeps and opens files of the person met at an address; nobody opens another's."""

    def __init__(self, conversations: Conversations, uploads: Uploads) -> None:
        self._conversations = conversations
        self._uploads = uploads

    async def keep_upload(self, address: Address, name: str, kind: str, content: bytes) -> FileRef:
        """Keeps a file; ``kind`` is a MIME type.

        Raises:
            StoreTrouble: nothing was kept.
        """
        session = await self._conversations.load(address)
        return await self._uploads.keep_upload(session.person, name, kind, content)

    async def keep(self, address: Address, made: Made) -> FileRef:
        """Keeps a file that the assistant made; raises as ``keep_upload``."""
        return await self.keep_upload(address, made.name, made.kind, made.content)

    async def open_upload(self, address: Address, file_id: str) -> tuple[FileRef, bytes] | None:
        """The file, or None where the person has no such file."""
        # Asked of the database, since the address may have left the person in another process.
        person = await self._uploads.met_at(address) or (await self._conversations.load(address)).person
        try:
            upload = await self._uploads.open_upload(person, file_id)
        except NoSuchUpload:
            return None
        return upload.ref, upload.content
