"""Looks at signatures with somebody else's library (http-message-signatures): one that the program has sent, and two that the library makes itself
and sends to the server."""

import base64
import datetime
import hashlib
import json
import sys
import types
import urllib.error
import urllib.request

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from http_message_signatures import HTTPMessageSigner, HTTPMessageVerifier, HTTPSignatureKeyResolver, algorithms

COVERED = ("@method", "@path", "@query", "content-digest", "amend-epoch", "amend-sequence")

asked = json.load(sys.stdin)
# PKCS #8 in its second version (RFC 5958), which the library does not read: the seed stands behind the head.
key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(asked["key"])[16:48])


class Keys(HTTPSignatureKeyResolver):
    def resolve_public_key(self, key_id):
        assert key_id == str(asked["agent"]), key_id
        return key.public_key()

    def resolve_private_key(self, key_id):
        return key


def message(method, path, headers, body):
    return types.SimpleNamespace(method=method, url=asked["url"] + path, headers=headers, body=body)


def digest(body):
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def verified(changed=None):
    heard = asked["heard"]
    headers = {name.lower(): value for name, value in heard["headers"]}
    headers.update(changed or {})
    verifier = HTTPMessageVerifier(signature_algorithm=algorithms.ED25519, key_resolver=Keys())
    found = verifier.verify(message(heard["method"], heard["path"], headers, heard["body"].encode()))
    assert digest(heard["body"].encode()) == headers["content-digest"]
    return [name.strip('"') for name in found[0].covered_components]


def send(method, path, body, epoch, sequence):
    headers = {"content-digest": digest(body), "amend-epoch": str(epoch), "amend-sequence": str(sequence)}
    request = message(method, path, headers, body)
    signer = HTTPMessageSigner(signature_algorithm=algorithms.ED25519, key_resolver=Keys())
    signer.sign(
        request,
        key_id=str(asked["agent"]),
        created=datetime.datetime.now(),
        nonce=f"python-{sequence}",
        label="amend",
        covered_component_ids=COVERED,
        use_existing_digest=True,
    )
    headers = {name: str(value) for name, value in request.headers.items()}
    headers["content-type"] = "application/json"
    sent = urllib.request.Request(request.url, data=body or None, headers=headers, method=method)
    try:
        with urllib.request.urlopen(sent) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refusal:
        return refusal.code, json.load(refusal)


covered = verified()
try:
    verified({"amend-sequence": "1"})
    tampered = True
except Exception:
    tampered = False
told = {"base": "dc=example", "filter": "(uid=*)", "attributes": ["mail"]}
begun, answer = send("POST", "/api/agent/v1/session", json.dumps({"version": "1", "host": "py", "told": told}).encode(), 0, 0)
standing, _ = send("GET", "/api/agent/v1/session", b"", answer.get("epoch", 0), 1)
json.dump({"verified": True, "covered": covered, "tampered": tampered, "begun": begun, "standing": standing, "answer": answer}, sys.stdout)
