# SPDX-License-Identifier: AGPL-3.0-or-later
"""What clients do to a server by mistake or on purpose: ambiguous heads, half requests, thousands of slow connections."""
import os
import resource
import socket
import sys
import threading
import time

import client


def head(*lines):
    return '\r\n'.join(lines) + '\r\n\r\n'


def refused(stand, data, status=400):
    """The bytes get this status, and the connection is not used any more."""
    with stand.connect(5) as connection:
        connection.send(data)
        answer = connection.read()
        assert answer is not None and answer.status == status, (data[:200], answer)
        assert connection.ended(), data[:200]
    alive(stand)
    return answer


def closed(stand, data):
    """The bytes get no answer but 400, or none at all."""
    with stand.connect(5) as connection:
        connection.send(data)
        answer = connection.read()
        assert answer is None or answer.status in (400, 413, 431, 505), (data[:200], answer)
    alive(stand)


def alive(stand):
    assert stand.get('/v1/services/x').status == 200


# ---------------------------------------------------------------- two readings of one head

SMUGGLED = 'GET /v1/services/smuggled HTTP/1.1\r\nHost: x\r\n\r\n'


def test_two_lengths_are_refused(stand):
    for lines in (('Content-Length: 6', 'Transfer-Encoding: chunked'), ('Transfer-Encoding: chunked', 'Content-Length: 6'),
                  ('Content-Length: 6', 'transfer-encoding: Chunked')):
        answer = refused(stand, head('POST /v1/applications HTTP/1.1', 'Host: x', *lines) + '0\r\n\r\n' + SMUGGLED)
        assert answer.json['code'] == 'INVALID_ARGUMENT'
    assert not any('smuggled' in line['path'] for line in stand.lines())


def test_doubtful_lengths_are_refused(stand):
    for lines in (('Content-Length: 5', 'Content-Length: 6'), ('Content-Length: 5', 'Content-Length: 5'),
                  ('Content-Length: 5, 5',), ('Content-Length: +5',), ('Content-Length: -1',), ('Content-Length: 0x5',),
                  ('Content-Length: 5 5',), ('Content-Length: ',), ('Content-Length: 99999999999999999999999',),
                  ('Content-Length: 5;',), ('Content-Length: 1e1',)):
        closed(stand, head('POST /v1/applications HTTP/1.1', 'Host: x', *lines) + 'xxxxx' + SMUGGLED)
    assert not any('smuggled' in line['path'] for line in stand.lines())


def test_doubtful_encodings_are_refused(stand):
    for lines in (('Transfer-Encoding: gzip, chunked',), ('Transfer-Encoding: chunked, identity',),
                  ('Transfer-Encoding: xchunked',), ('Transfer-Encoding: chunked', 'Transfer-Encoding: identity'),
                  ('Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'), ('Transfer-Encoding: identity',),
                  ('Transfer-Encoding: "chunked"',), ('Transfer-Encoding:\x0bchunked',)):
        closed(stand, head('POST /v1/applications HTTP/1.1', 'Host: x', *lines) + '0\r\n\r\n' + SMUGGLED)
    assert not any('smuggled' in line['path'] for line in stand.lines())


def test_doubtful_names_and_values_are_refused(stand):
    for line in ('Content-Length : 5', 'Content Length: 5', 'Content-Length\t: 5', 'X-\xe9: 5', 'X: a\x01b',
                 'Transfer-Encoding : chunked', 'Host: a', 'Authorization: Bearer a\r\nAuthorization: Bearer b',
                 'Content-Type: application/json\r\nContent-Type: text/plain'):
        closed(stand, head('POST /v1/applications HTTP/1.1', 'Host: x', line).encode('latin-1') + b'xxxxx')


def test_a_get_with_a_body_does_not_become_two_requests(stand):
    data = head('GET /v1/services/x HTTP/1.1', 'Host: x', f'Content-Length: {len(SMUGGLED)}') + SMUGGLED
    with stand.connect(5) as connection:
        connection.send(data)
        assert connection.read().status == 400
        connection.socket.settimeout(1)
        assert connection.ended() or not connection.buffer
    assert not any('smuggled' in line['path'] for line in stand.lines())


def test_chunks_that_are_none_are_refused(stand):
    token = stand.bearer()['Authorization']
    for body in ('x\r\n', '-1\r\n', '5\r\nabcdefg', 'fffffffffffffffff\r\n', '5 5\r\nabcde\r\n', '\r\n'):
        with stand.connect(5) as connection:
            connection.send(head('POST /v1/applications HTTP/1.1', 'Host: x', 'Transfer-Encoding: chunked',
                                 'Content-Type: application/json', 'Authorization: ' + token) + body)
            connection.socket.shutdown(socket.SHUT_WR)
            answer = connection.read()
            assert answer is None or answer.status in (400, 413), (body, answer)
    alive(stand)


def test_what_is_no_http_is_refused(stand):
    for data in (b'\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03' + b'\0' * 200, b'GET\r\n\r\n', b'\0' * 1000, b'\r\n' * 50,
                 b'GET / HTTP/9.9\r\nHost: x\r\n\r\n', b'GET  / HTTP/1.1 x\r\nHost: x\r\n\r\n', b'hello\n\n',
                 b'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'):
        with stand.connect(5) as connection:
            try:
                connection.send(data)
                connection.socket.shutdown(socket.SHUT_WR)
            except OSError:
                pass
            answer = connection.read()
            assert answer is None or answer.status >= 400, (data[:50], answer)
        alive(stand)


def test_a_request_without_a_host_is_refused(stand):
    refused(stand, 'GET /v1/services/x HTTP/1.1\r\n\r\n')
    with stand.connect(5) as connection:
        connection.send('GET /v1/services/x HTTP/1.0\r\n\r\n')
        assert connection.read().status == 200


# ---------------------------------------------------------------- too much

def test_long_targets_and_heads_are_refused(stand):
    assert stand.get('/v1/services/' + 'x' * 9000).status == 414
    with stand.connect(5) as connection:
        connection.send('GET /v1/services/' + 'x' * 100000 + ' HTTP/1.1\r\nHost: x\r\n\r\n')
        answer = connection.read()
        assert answer is None or answer.status in (414, 431), answer
    with stand.connect(5) as connection:
        try:
            connection.send(head('GET /v1/services/x HTTP/1.1', 'Host: x', *[f'X-{i}: ' + 'y' * 1000 for i in range(100)]))
        except OSError:
            pass
        answer = connection.read()
        assert answer is None or answer.status in (400, 431), answer
    assert stand.get('/v1/applications?' + '&'.join(f'a{i}=1' for i in range(150)), role='OPERATOR').status == 400
    answer = stand.get('/v1/applications?' + '&'.join(f'a{i}=1' for i in range(1000)), role='OPERATOR')
    assert answer is None or answer.status in (400, 414, 431), answer
    assert stand.get('/v1/' + 'a/' * 100).status == 400
    alive(stand)


def test_a_body_of_ten_megabytes_is_refused(stand):
    body = b'{"serviceCode":"' + b'x' * 10_000_000 + b'"}'
    for headers in ({'Content-Length': len(body)}, {'Content-Length': len(body), 'Expect': '100-continue'}):
        with stand.connect(5) as connection:
            connection.send(head('POST /v1/applications HTTP/1.1', 'Host: x', 'Content-Type: application/json',
                                 'Authorization: ' + stand.bearer()['Authorization'],
                                 *[f'{name}: {value}' for name, value in headers.items()]))
            try:
                connection.send(body)
            except OSError:
                pass
            answer = connection.read()
            assert answer.status == 413 and answer.json['code'] == 'INVALID_ARGUMENT', answer
    with stand.connect(5) as connection:
        connection.send(head('POST /v1/applications HTTP/1.1', 'Host: x', 'Content-Type: application/json',
                             'Authorization: ' + stand.bearer()['Authorization'], 'Transfer-Encoding: chunked'))
        try:
            for _ in range(200):
                connection.send(b'10000\r\n' + b' ' * 65536 + b'\r\n')
        except OSError:
            pass
        assert connection.read().status == 413
    alive(stand)


def test_a_body_as_large_as_allowed_is_taken(stand):
    text = 'я' * 400_000
    answer = stand.post('/v1/applications', {'serviceCode': text, 'applicantId': 'a'})
    assert answer.status == 201 and answer.json['serviceCode'] == text


def test_json_made_to_take_memory_does_not(stand):
    for body in (b'{"documents":[' + b'{},' * 300_000 + b'{}]}', b'[' * 1_000_000, b'{"answers":{"a":[' + b'0,' * 500_000 + b'0]}}'):
        answer = stand.post('/v1/applications', body)
        assert answer.status in (201, 400, 413), answer
    assert stand.rss() < 400_000
    alive(stand)


# ---------------------------------------------------------------- half a request

def test_a_head_that_never_ends_is_given_up(stand):
    for data in ('', 'GET /v1/serv', 'GET /v1/services/x HTTP/1.1\r\nHost: x\r\n'):
        with stand.connect(10) as connection:
            begun = time.monotonic()
            connection.send(data)
            assert connection.ended()
            assert 1 < time.monotonic() - begun < 5, time.monotonic() - begun


def test_a_byte_now_and_then_does_not_keep_a_head_alive(stand):
    with stand.connect(10) as connection:
        begun = time.monotonic()
        connection.send('GET /v1/services/x HTTP/1.1\r\nX: ')
        try:
            while time.monotonic() - begun < 10:
                connection.send('y')
                time.sleep(0.2)
        except OSError:
            pass
        assert time.monotonic() - begun < 5


def test_a_body_that_never_ends_is_given_up(stand):
    with stand.connect(15) as connection:
        begun = time.monotonic()
        connection.send(head('POST /v1/applications HTTP/1.1', 'Host: x', 'Content-Type: application/json',
                             'Content-Length: 1000', 'Authorization: ' + stand.bearer()['Authorization']) + '{"a')
        try:
            while time.monotonic() - begun < 12:
                connection.send(' ')
                time.sleep(0.2)
        except OSError:
            pass
        assert 2 < time.monotonic() - begun < 7, time.monotonic() - begun


def test_a_client_that_goes_away_in_the_middle_does_no_harm(stand):
    token = stand.bearer()['Authorization']
    for data in (head('POST /v1/applications HTTP/1.1', 'Host: x', 'Content-Type: application/json', 'Content-Length: 1000',
                      'Authorization: ' + token) + '{',
                 head('GET /v1/applications/slow HTTP/1.1', 'Host: x', 'Authorization: ' + token),
                 head('POST /v1/applications/a/documents/d:upload HTTP/1.1', 'Host: x', 'Content-Length: 1000000',
                      'Authorization: ' + token) + 'x' * 600000,
                 head('GET /v1/applications/a/documents/50000000:download HTTP/1.1', 'Host: x', 'Authorization: ' + token)):
        for _ in range(10):
            with stand.connect() as connection:
                connection.send(data)
                connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b'\1\0\0\0\0\0\0\0')
    alive(stand)


def test_a_client_that_does_not_read_is_given_up(stand):
    with socket.socket() as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        s.settimeout(30)
        s.connect(('127.0.0.1', stand.port))
        s.sendall(head('GET /v1/applications/a/documents/20000000:download HTTP/1.1', 'Host: x',
                       'Authorization: ' + stand.bearer()['Authorization']).encode())
        before = time.monotonic()
        while not any('20000000' in line['path'] for line in stand.lines()) and time.monotonic() - before < 40:
            time.sleep(0.5)
        assert time.monotonic() - before < 40
    alive(stand)


def test_idle_connections_are_closed(stand):
    with stand.connect(15) as connection:
        assert connection.ask('GET', '/v1/services/x').status == 200
        begun = time.monotonic()
        assert connection.ended()
        assert 3 < time.monotonic() - begun < 7, time.monotonic() - begun


# ---------------------------------------------------------------- many

def test_thousands_of_slow_connections_hurt_nobody(stand):
    """Heads that never end come faster than they are given up, from the same address; requests are answered all the same."""
    stop, opened = threading.Event(), []

    def flood(body):
        slow = []
        while not stop.is_set() and len(slow) < 1500:
            try:
                s = socket.create_connection(('127.0.0.1', stand.port), timeout=5)
                s.sendall(body)
                slow.append(s)
            except OSError:
                time.sleep(0.01)
        while not stop.is_set():
            time.sleep(0.05)
        opened.append(len(slow))
        for s in slow:
            s.close()

    bodies = [b'GET /v1/services/x HTTP/1.1\r\nX: ', b'', head(
        'POST /v1/applications HTTP/1.1', 'Host: x', 'Content-Type: application/json', 'Content-Length: 1000',
        'Authorization: ' + stand.bearer()['Authorization']).encode() + b'{']
    threads = [threading.Thread(target=flood, args=(body,)) for body in bodies]
    for thread in threads:
        thread.start()
    times = []
    try:
        for _ in range(300):
            begun = time.monotonic()
            assert stand.get('/v1/applications/abc', role='OPERATOR').status == 200
            times.append(time.monotonic() - begun)
            time.sleep(0.01)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    times.sort()
    assert sum(opened) > 3000, opened
    assert times[-1] < 3 and times[len(times) // 2] < 0.5, (times[len(times) // 2], times[-1])


def test_many_requests_at_once_are_all_answered(stand):
    failed = []

    def work():
        with stand.connect() as connection:
            for i in range(50):
                answer = connection.ask('GET', f'/v1/applications/w{i}', stand.bearer())
                if answer is None or answer.status != 200 or answer.json['applicationId'] != f'w{i}':
                    failed.append(answer)
    threads = [threading.Thread(target=work) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed, failed[:3]


# ---------------------------------------------------------------- limits, draining: stands of their own

def processor_time(pid):
    """Seconds that the process has used."""
    with open(f'/proc/{pid}/stat', encoding='utf-8') as file:
        fields = file.read().rpartition(')')[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')


def test_who_asks_too_often_must_wait(_):
    with client.Stand(sys.argv[1], subject_rate=20, address_rate=10) as stand:
        answers = [stand.get('/v1/applications/abc', role='OPERATOR') for _ in range(60)]
        refused_ones = [a for a in answers if a.status == 429]
        assert 10 <= len(refused_ones) < 60 and answers[0].status == 200
        assert int(refused_ones[0].headers['retry-after']) >= 1 and refused_ones[0].json['code'] == 'RESOURCE_EXHAUSTED'
        assert answers[0].headers['ratelimit-policy'] == '"default";q=20;w=1'
        assert answers[0].headers['ratelimit'].startswith('"default";r=')
        assert stand.get('/v1/applications/abc', role='APPLICANT').status == 200
        time.sleep(1.1)
        assert stand.get('/v1/applications/abc', role='OPERATOR').status == 200
        assert [stand.get('/v1/services/x').status for _ in range(30)].count(429) > 5


def test_what_is_under_way_is_answered_before_the_end(_):
    stand = client.Stand(sys.argv[1])
    with stand.connect() as busy, stand.connect() as idle:
        assert idle.ask('GET', '/v1/services/x').status == 200
        busy.send(head('GET /v1/applications/slow HTTP/1.1', 'Host: x', 'Authorization: ' + stand.bearer()['Authorization']))
        stand.await_log('slow begins')
        stand.process.terminate()
        answer = busy.read()
        assert answer.status == 200 and answer.headers['connection'] == 'close', answer
        assert busy.ended() and idle.ended()
    stand.end()


def files_of(pid):
    return {int(fd) for fd in os.listdir(f'/proc/{pid}/fd')}


def leave_no_file(pid, most):
    """Takes away the right to open one more; what was open for a moment only is waited for."""
    used = set()
    while used != (used := files_of(pid)):
        time.sleep(0.2)
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (min(set(range(len(used) + 1)) - used), most))


def test_a_process_without_files_left_waits_for_one(_):
    """Who connects then waits in the kernel's line, and the process does not go round meanwhile."""
    with client.Stand(sys.argv[1], header_ms=60000) as stand:
        pid = stand.process.pid
        most = resource.prlimit(pid, resource.RLIMIT_NOFILE)
        leave_no_file(pid, most[1])
        with stand.connect() as waiting:
            time.sleep(0.3)
            begun = processor_time(pid)
            time.sleep(1)
            spent = processor_time(pid) - begun
            resource.prlimit(pid, resource.RLIMIT_NOFILE, most)
            assert waiting.ask('GET', '/v1/services/x').status == 200
        assert spent < 0.3, spent


def test_clients_that_hang_do_not_hold_up_the_end(_):
    """Half an upload, a download nobody reads, half a head: the process ends in order all the same."""
    stand = client.Stand(sys.argv[1], header_ms=60000, body_ms=60000)
    token = 'Authorization: ' + stand.bearer()['Authorization']
    hanging = [stand.connect() for _ in range(6)]
    for connection in hanging[:2]:
        connection.send(head('POST /v1/applications/a/documents/d:upload HTTP/1.1', 'Host: x', 'Content-Length: 1000000',
                             token) + 'x' * 600000)
    for connection in hanging[2:4]:
        connection.send(head('GET /v1/applications/a/documents/90000000:download HTTP/1.1', 'Host: x', token))
    hanging[4].send('GET /v1/serv')
    time.sleep(0.5)
    begun = time.monotonic()
    stand.process.terminate()
    stand.end()
    assert time.monotonic() - begun < 15
    for connection in hanging:
        connection.socket.close()


def test_bodies_together_hold_only_so_much(_):
    with client.Stand(sys.argv[1], body_memory=400000) as stand:
        data = head('POST /v1/applications HTTP/1.1', 'Host: x', 'Content-Type: application/json',
                    'Content-Length: 1000000', 'Authorization: ' + stand.bearer()['Authorization'])
        with stand.connect() as first, stand.connect() as second:
            first.send(data + ' ' * 300000)
            second.send(data + ' ' * 300000)
            refused_one = second.read() if not first.buffer else first.read()
            assert refused_one.status == 503 and 'retry-after' in refused_one.headers, refused_one
        time.sleep(0.3)
        assert stand.post('/v1/applications', {'serviceCode': 'x' * 300000, 'applicantId': 'a'}).status == 201


def test_a_service_that_is_down_is_told(_):
    with client.Stand(sys.argv[1], 'edge', call_ms=500) as stand:
        begun = time.monotonic()
        answer = stand.get('/v1/applications/abc', role='OPERATOR')
        assert answer.status in (503, 504) and answer.json['code'] in ('UNAVAILABLE', 'DEADLINE_EXCEEDED'), answer
        assert time.monotonic() - begun < 3


if __name__ == '__main__':
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(20000, resource.getrlimit(resource.RLIMIT_NOFILE)[1]),
                                                resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    tests = [(name, value) for name, value in list(globals().items()) if name.startswith('test_')]
    with client.Stand(sys.argv[1]) as the_stand:
        code = client.run('harm', tests, the_stand)
    sys.exit(code)
