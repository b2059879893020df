# SPDX-License-Identifier: AGPL-3.0-or-later
"""The web pages as the gateway serves them: addresses, kinds, conditions, compression, policies, and nothing beside them."""
import gzip
import os
import pathlib
import subprocess
import sys
import tempfile

import client

SCRIPT = b'export const a = 1;\n' * 50


def make_site(folder):
    files = {'index.html': b'<!doctype html><title>portal</title>', 'kiosk.html': b'<!doctype html><title>kiosk</title>',
             'assets/lib/a.js': SCRIPT, 'assets/lib/a.js.gz': gzip.compress(SCRIPT), 'assets/a.css': b'a{}',
             'assets/font.woff2': b'\0\1', 'assets/deep.html': b'<!doctype html>', 'assets/.hidden': b'x'}
    for name, content in files.items():
        path = pathlib.Path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def test_pages_have_their_addresses(stand):
    for target, title in (('/', 'portal'), ('/kiosk', 'kiosk'), ('/kiosk/', 'kiosk'), ('/kiosk?hall=arbat', 'kiosk'),
                          ('/kiosk/tickets/5', 'kiosk')):
        answer = stand.get(target)
        assert answer.status == 200 and title in answer.body.decode(), (target, answer)
        assert answer.headers['content-type'] == 'text/html; charset=utf-8'


def test_files_say_what_they_are(stand):
    for target, kind in (('/assets/lib/a.js', 'text/javascript; charset=utf-8'), ('/assets/a.css', 'text/css; charset=utf-8'),
                         ('/assets/font.woff2', 'font/woff2'), ('/assets/deep.html', 'text/html; charset=utf-8')):
        assert stand.get(target).headers['content-type'] == kind, target


def test_what_is_not_in_the_folder_does_not_exist(stand):
    for target in ('/kiosk.html', '/assets', '/assets/', '/assets/lib', '/assets/none.js', '/assets/.hidden', '/assets/lib/a.js.gz',
                   '/assets/../../../etc/passwd', '/assets/%2e%2e/%2e%2e/etc/passwd', '/assets/lib%2fa.js', '//assets/a.css',
                   '/assets/lib/a.js/', '/nowhere', '/nowhere/kiosk', '/kiosk%2fx', '/assets%2fa.css'):
        answer = stand.get(target)
        assert answer.status == 404 and answer.headers['content-type'] == 'application/problem+json', (target, answer)


def test_the_api_stays_where_it_was(stand):
    assert stand.get('/v1/services/passport').json['serviceCode'] == 'passport'
    assert stand.get('/openapi.json').json['openapi'].startswith('3.1')


def test_only_reading_is_offered(stand):
    assert stand.post('/kiosk', {}).status == 404
    assert stand.ask('DELETE', '/assets/a.css').status == 404
    with stand.connect() as connection:
        head = connection.ask('HEAD', '/assets/lib/a.js')
        assert head.status == 200 and int(head.headers['content-length']) == len(SCRIPT)
        assert connection.ask('GET', '/').status == 200


def test_what_a_client_has_is_not_sent_again(stand):
    tag = stand.get('/assets/a.css').headers['etag']
    assert tag.startswith('"') and len(tag) > 20
    again = stand.get('/assets/a.css', {'If-None-Match': tag})
    assert again.status == 304 and not again.body and again.headers['etag'] == tag
    assert stand.get('/assets/a.css', {'If-None-Match': '"other"'}).status == 200
    assert stand.get('/assets/a.css').headers['cache-control'] == 'no-cache'


def test_gzip_is_for_whoever_takes_it(stand):
    plain, packed = stand.get('/assets/lib/a.js'), stand.get('/assets/lib/a.js', {'Accept-Encoding': 'br, gzip'})
    assert 'content-encoding' not in plain.headers and plain.body == SCRIPT
    assert packed.headers['content-encoding'] == 'gzip' and gzip.decompress(packed.body) == SCRIPT
    assert plain.headers['vary'] == packed.headers['vary'] == 'Accept-Encoding'
    assert plain.headers['etag'] != packed.headers['etag'], 'other bytes have another tag'
    assert stand.get('/assets/lib/a.js', {'Accept-Encoding': 'gzip;q=0'}).body == SCRIPT
    known = {'Accept-Encoding': 'gzip', 'If-None-Match': packed.headers['etag']}
    assert stand.get('/assets/lib/a.js', known).status == 304
    assert 'content-encoding' not in stand.get('/assets/a.css', {'Accept-Encoding': 'gzip'}).headers


def test_pages_are_fenced_in(stand):
    for target in ('/', '/assets/lib/a.js'):
        headers = stand.get(target).headers
        policy = headers['content-security-policy']
        for rule in ("default-src 'none'", "script-src 'self'", "require-trusted-types-for 'script'", "frame-ancestors 'none'",
                     "base-uri 'none'", "form-action 'self'"):
            assert rule in policy.split('; '), policy
        assert 'unsafe' not in policy and '*' not in policy and 'http' not in policy
        assert headers['x-content-type-options'] == 'nosniff' and headers['referrer-policy'] == 'same-origin'
        assert headers['permissions-policy'] and headers['cross-origin-opener-policy'] == 'same-origin'


def test_a_folder_that_cannot_be_served_is_refused_at_the_start(stand):
    program = sys.argv[1]
    for make in (lambda folder: None, lambda folder: pathlib.Path(folder, 'index.html').mkdir(),
                 lambda folder: (make_site(folder), pathlib.Path(folder, 'program.exe').touch())):
        with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as own:
            make(folder)
            done = subprocess.run([program, own], env=dict(os.environ, STAND_PAGES=folder), stdin=subprocess.DEVNULL,
                                  capture_output=True, text=True, timeout=30, check=False)
            assert done.returncode == 1 and 'pages' in done.stderr, done.stderr


if __name__ == '__main__':
    tests = [(name, value) for name, value in list(globals().items()) if name.startswith('test_')]
    with tempfile.TemporaryDirectory() as site:
        make_site(site)
        with client.Stand(sys.argv[1], pages=site) as the_stand:
            code = client.run('pages', tests, the_stand)
    sys.exit(code)
