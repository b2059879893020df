# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bearer tokens taken apart and put together, rightly and wrongly. Signing is done by the openssl command."""
import base64
import hashlib
import hmac
import json
import subprocess
import tempfile
import time

# ECPrivateKey of RFC 5915 on P-256, around the private and the public number.
_DER = (bytes.fromhex('30770201010420'), bytes.fromhex('a00a06082a8648ce3d030107a144034200'))
_SPKI = bytes.fromhex('3059301306072a8648ce3d020106082a8648ce3d030107034200')


def encode(data):
    if not isinstance(data, bytes):
        data = json.dumps(data, separators=(',', ':')).encode()
    return base64.urlsafe_b64encode(data).rstrip(b'=').decode()


def decode(text):
    return base64.urlsafe_b64decode(text + '=' * (-len(text) % 4))


def parts(token):
    """Header, claims and signature."""
    header, claims, signature = token.split('.')
    return json.loads(decode(header)), json.loads(decode(claims)), signature


def _pem(label, der):
    return f'-----BEGIN {label}-----\n{base64.encodebytes(der).decode()}-----END {label}-----\n'


def _raw_signature(der):
    """r and s, 32 bytes each, of a DER sequence of two integers."""
    numbers, at = [], 2
    while at < len(der):
        length = der[at + 1]
        numbers.append(int.from_bytes(der[at + 2:at + 2 + length], 'big').to_bytes(32, 'big'))
        at += 2 + length
    return b''.join(numbers)


class Key:
    """A P-256 key: from a JWK, or a new one."""

    def __init__(self, jwk=None):
        if jwk:
            private, point = decode(jwk['d']), b'\4' + decode(jwk['x']) + decode(jwk['y'])
            self.pem = _pem('EC PRIVATE KEY', _DER[0] + private + _DER[1] + point)
        else:
            self.pem = subprocess.run(['openssl', 'genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'],
                                      check=True, capture_output=True, text=True).stdout

    def sign(self, header, claims):
        text = f'{encode(header)}.{encode(claims)}'
        with tempfile.NamedTemporaryFile('w') as file:
            file.write(self.pem)
            file.flush()
            der = subprocess.run(['openssl', 'dgst', '-sha256', '-sign', file.name], input=text.encode(), check=True,
                                 capture_output=True).stdout
        return f'{text}.{encode(_raw_signature(der))}'


def hs256(header, claims, secret):
    text = f'{encode(header)}.{encode(claims)}'
    return f'{text}.{encode(hmac.new(secret, text.encode(), hashlib.sha256).digest())}'


def public_secrets(jwks_text):
    """All that an attacker could take the public key for, as a shared secret."""
    jwk = json.loads(jwks_text)['keys'][0]
    point = b'\4' + decode(jwk['x']) + decode(jwk['y'])
    pem = _pem('PUBLIC KEY', _SPKI + point)
    return [jwks_text.encode(), json.dumps(jwk).encode(), json.dumps(jwk, separators=(',', ':')).encode(), point,
            point[1:], decode(jwk['x']), jwk['x'].encode(), _SPKI + point, pem.encode(), pem.strip().encode(), b'']


def claims_at(claims, begins_s, ends_s):
    """The same claims, valid from and until so many seconds from now."""
    now = int(time.time())
    return {**claims, 'iat': now + begins_s, 'nbf': now + begins_s, 'exp': now + ends_s}
