"""Reads the JSON records inside a PDF and checks that they are about one another."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader

from server.report.act import FORMAT as ACT_FORMAT
from server.report.act import canonical, content_hash, short_code
from server.report.document import statement_names
from server.report.receipt import FORMAT as RECEIPT_FORMAT
from server.report.receipt import statement_hash
from server.report.statement import check_statement
from server.verify.verdict import NotWhole

Json = dict[str, Any]


@dataclass(frozen=True)
class Records:
    act: Json
    statements: list[Json]
    receipt: Json


def read_records(reader: PdfFileReader) -> Records:
    """act.json, receipt.json and the statements, and no other file."""
    files = _embedded_files(reader)
    count = len(files) - 2
    if sorted(files) != sorted(["act.json", "receipt.json", *statement_names(count)]):
        raise NotWhole("attached_files", names=", ".join(sorted(files)))
    return Records(
        act=_read(files, "act.json", "/Source"),
        statements=[_read(files, name, "/Data") for name in statement_names(count)],
        receipt=_read(files, "receipt.json", "/Data"),
    )


def check_binding(records: Records, seal_key: str) -> None:
    """Act, statements and receipt name the same content, and the receipt names the key that sealed."""
    act, receipt = records.act, records.receipt
    computed = content_hash(act)
    agreed = {
        "act_format": act.get("format") == ACT_FORMAT,
        "receipt_format": receipt.get("format") == RECEIPT_FORMAT,
        "receipt_of_other_act": receipt.get("act_id") == act["act_id"],
        "receipt_of_other_content": receipt.get("content_hash") == computed,
        "receipt_of_other_statements": receipt.get("statements")
        == [statement_hash(one) for one in records.statements],
        "receipt_without_number": bool(receipt.get("number")),
        "receipt_of_other_key": receipt.get("seal_key") == seal_key,
        "nobody_signed": bool(records.statements) or act.get("kind") == "addendum",
        "addendum_alone": act.get("kind") != "addendum" or "previous" in act,
    }
    for reason, holds in agreed.items():
        if not holds:
            raise NotWhole(reason)


def check_devices(records: Records) -> None:
    """Each statement is signed by the key that the receipt calls registered, and no nonce is used twice."""
    for statement in records.statements:
        key = records.receipt["device_keys"].get(statement["device"]["id"])
        failed = check_statement(statement, records.act, key)
        if failed:
            raise NotWhole("statement_fails", checks=", ".join(failed))
    nonces = [one["nonce"] for one in records.statements]
    if len(nonces) != len(set(nonces)):
        raise NotWhole("statement_twice")


def facts(records: Records) -> Json:
    """What the page of the verdict names: claims of the file, not proofs."""
    act, receipt = records.act, records.receipt
    return {
        "number": receipt["number"],
        "act_id": act["act_id"],
        "kind": act["kind"],
        "short_code": short_code(content_hash(act)),
        "content_hash": content_hash(act),
        "installation": receipt["installation"]["name"],
        "sealed_at": receipt["sealed_at"],
        "trusted_time": receipt["trusted_time"],
        "devices": [one["device"]["id"] for one in records.statements],
        "signers": [one["signer"]["name"] for one in records.statements if "signer" in one],
        "signed_at": [one["time"]["wall"] for one in records.statements],
    }


def _embedded_files(reader: PdfFileReader) -> dict[str, Mapping[str, Any]]:
    names = reader.root["/Names"]["/EmbeddedFiles"]["/Names"]
    specs = [names[index].get_object() for index in range(1, len(names), 2)]
    files = {str(spec["/UF"]): spec for spec in specs}
    if len(files) != len(specs):
        raise NotWhole("attached_twice")
    return files


def _read(files: Mapping[str, Mapping[str, Any]], name: str, relationship: str) -> Json:
    spec = files[name]
    if spec["/AFRelationship"] != relationship:
        raise NotWhole("attached_as", name=name, relationship=relationship)
    content: bytes = spec["/EF"]["/F"].data
    record = json.loads(content)
    # Also refuses a key that stands there twice: of those only one would be hashed.
    if not isinstance(record, dict) or canonical(record) != content:
        raise NotWhole("not_canonical", name=name)
    return record
