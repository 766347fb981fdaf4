"""What the store asks of the server, by key each time; and how a frontier is found."""

from __future__ import annotations

from collections.abc import Iterator

from eventsourcing.persistence import DatabaseError

from ledger.proof import merkle

CHANNEL = "assure_entry"
"""On which the server tells of each recording, with the schema's name: see `ledger_turn`."""
SETTINGS_OF_A_STORE = "SET enable_seqscan = off"
"""Every question is by key. A plan made while the ledger was small must not outlive that."""

LAST = "SELECT coalesce(max(notification_id), 0) FROM stored_events"
FRONTIER = (
    "SELECT last.size, (SELECT string_agg(coalesce(subtree, leaf_hash), '\\x'::bytea"
    " ORDER BY notification_id) FROM stored_events WHERE notification_id = ANY("
    "ARRAY(SELECT last.size >> bit << bit FROM generate_series(0, 62) AS bit)))"
    " FROM (SELECT coalesce(max(notification_id), 0) FROM stored_events) AS last (size)"
)
"""The roots of the full subtrees of the tree: each ends where a low part of the size is cleared."""
BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED"
TURN = "SELECT * FROM ledger_turn(%s, %s::text[], %s::bigint[])"
INSERT = (
    "WITH told AS (INSERT INTO ledger_command VALUES (%s, %s, %s))"
    " INSERT INTO stored_events (notification_id, originator_id, originator_version, topic, state,"
    " leaf_hash, subtree) VALUES (%s, %s, %s, %s, %s, %s, %s)"
)
INSERT_COMMAND = "INSERT INTO ledger_command VALUES (%s, %s, %s)"
COPY_ENTRIES = (
    "COPY stored_events (notification_id, originator_id, originator_version, topic, state,"
    " leaf_hash, subtree) FROM STDIN (FORMAT BINARY)"
)
ENTRY_TYPES = ("int8", "text", "int8", "text", "bytea", "bytea", "bytea")
COPY_COMMANDS = (
    "COPY ledger_command (command_id, first_position, last_position) FROM STDIN (FORMAT BINARY)"
)
COMMAND_TYPES = ("text", "int8", "int8")
INSERT_TILES = "INSERT INTO ledger_tile SELECT * FROM unnest(%s::bigint[], %s::bytea[])"

COMMAND = "SELECT first_position, last_position FROM ledger_command WHERE command_id = %s"
LEAVES = (
    "SELECT leaf_hash FROM stored_events WHERE notification_id BETWEEN %s AND %s"
    " ORDER BY notification_id"
)
TILES = "SELECT hash FROM ledger_tile WHERE tile >= %s AND tile < %s ORDER BY tile"
STREAMS = (
    "SELECT DISTINCT originator_id FROM stored_events"
    " WHERE originator_id >= %s AND originator_id < %s ORDER BY originator_id"
)
STREAM = (
    "SELECT originator_id, originator_version, topic, state, notification_id FROM stored_events"
    " WHERE originator_id = %s AND originator_version > %s AND originator_version <= %s"
    " ORDER BY originator_version LIMIT %s"
)
STREAM_BACKWARDS = STREAM.replace("originator_version LIMIT", "originator_version DESC LIMIT")
BETWEEN = (
    "SELECT originator_id, originator_version, topic, state, notification_id FROM stored_events"
    " WHERE notification_id BETWEEN %s AND %s ORDER BY notification_id LIMIT %s"
)
OF_TOPICS = BETWEEN.replace(" ORDER", " AND topic = ANY(%s) ORDER")


def ends_of(size: int) -> Iterator[int]:
    """Where each full subtree of a tree of a size ends, the largest first."""
    end = 0
    for bit in reversed(range(size.bit_length())):
        if size >> bit & 1:
            end += 1 << bit
            yield end


def frontier_of(size: int, hashes: bytes | None) -> list[bytes]:
    """The roots of the full subtrees, from the server's answer."""
    width, joined = merkle.HASH_BYTES, hashes or b""
    if len(joined) != width * size.bit_count():
        raise DatabaseError("the sealed frontier is missing or corrupt")
    return [joined[at : at + width] for at in range(0, len(joined), width)]
