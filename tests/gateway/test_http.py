# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a client may rely on: routes, tokens, JSON, problems, conditions, files."""
import hashlib
import json
import sys
import time

import client

TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'


def check_problem(answer, status, code, **members):
    assert answer.status == status, answer
    assert answer.headers['content-type'] == 'application/problem+json', answer
    problem = answer.json
    assert problem['status'] == status and problem['code'] == code, problem
    assert problem['type'] and problem['title'] and len(problem['traceId']) == 32, problem
    for name, value in members.items():
        assert problem.get(name) == value, problem
    return problem


def fields(problem):
    return [violation['field'] for violation in problem['violations']]


# ---------------------------------------------------------------- the way to a service and back

def test_a_get_reaches_its_service(stand):
    answer = stand.get('/v1/applications/abc', role='OPERATOR')
    assert answer.status == 200 and answer.headers['content-type'] == 'application/json'
    assert answer.json['applicationId'] == 'abc' and answer.json['status'] == 'REGISTERED'
    assert answer.json['operator'] == 'OPERATOR op-1' and answer.json['centreCode'] == 'arbat'


def test_answers_say_how_they_may_be_used(stand):
    personal = stand.get('/v1/applications/abc', role='OPERATOR').headers
    assert personal['cache-control'] == 'no-store'
    public = stand.get('/v1/services/passport').headers
    assert public['cache-control'] == 'no-cache'
    assert public['vary'] == 'Accept-Language, Authorization, Cookie', 'the same address shows others something else'
    for headers in (personal, public):
        assert headers['x-content-type-options'] == 'nosniff'
        assert headers['content-security-policy'].startswith("default-src 'none'")


def test_a_connection_serves_many_requests(stand):
    with stand.connect() as connection:
        for i in range(20):
            assert connection.ask('GET', f'/v1/applications/a{i}', stand.bearer()).json['applicationId'] == f'a{i}'
            assert connection.ask('GET', '/v1/applications/missing', stand.bearer()).status == 404
            assert connection.ask('GET', '/nowhere').status == 404


def test_pipelined_requests_are_answered_in_order(stand):
    with stand.connect() as connection:
        token = stand.bearer()['Authorization']
        connection.send(''.join(f'GET /v1/applications/{name} HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\n\r\n'
                                for name in ('slow', 'b', 'c')))
        assert [connection.read().json['applicationId'] for _ in range(3)] == ['slow', 'b', 'c']


def test_the_path_is_decoded_once(stand):
    assert stand.get('/v1/applications/%D0%B0%20b', role='OPERATOR').json['applicationId'] == 'а b'
    assert stand.get('/v1/applications/a%2Fb', role='OPERATOR').json['applicationId'] == 'a/b'
    assert stand.get('/v1/applications/a%252Fb', role='OPERATOR').json['applicationId'] == 'a%2Fb'
    assert stand.get('/v1/applications/a+b', role='OPERATOR').json['applicationId'] == 'a+b'
    assert stand.get('/v1/%61pplications/x', role='OPERATOR').status == 200


def test_broken_escapes_are_refused(stand):
    for target in ('/v1/applications/%', '/v1/applications/%4', '/v1/applications/%zz', '/v1/applications/%00',
                   '/v1/applications/%ff', '/v1/applications/%0a', '/v1/applications?status=%C3', '/v1/%c0%ae'):
        check_problem(stand.get(target, role='OPERATOR'), 400, 'INVALID_ARGUMENT')


def test_a_trace_is_continued(stand):
    traceparent = stand.get('/v1/applications/x', {'traceparent': TRACE}, 'OPERATOR').json['number']
    assert traceparent.split('-')[1] == TRACE.split('-')[1] and traceparent.split('-')[2] != TRACE.split('-')[2]
    problem = stand.get('/v1/applications/missing', {'traceparent': TRACE}, 'OPERATOR').json
    assert problem['traceId'] == TRACE.split('-')[1]
    for bad in ('x', TRACE.upper(), '00-' + '0' * 32 + '-b7ad6b7169203331-01', TRACE[:-1], 'ff' + TRACE[2:]):
        assert stand.get('/v1/applications/x', {'traceparent': bad}, 'OPERATOR').json['number'].split('-')[1] != \
            TRACE.split('-')[1]


def test_there_is_an_index_and_the_openapi_document(stand):
    index = stand.get('/')
    assert index.status == 200 and 'Окно' in index.body.decode()
    document = stand.get('/openapi.json').json
    assert document['openapi'].startswith('3.1') and {'/v1/applications', '/v1/events', '/auth/session'} <= set(document['paths'])


# ---------------------------------------------------------------- methods

def test_other_methods_are_told_which_there_are(stand):
    answer = stand.ask('DELETE', '/v1/applications', role='OPERATOR')
    check_problem(answer, 405, 'UNIMPLEMENTED')
    assert answer.headers['allow'] == 'GET, HEAD, POST, OPTIONS'
    assert stand.ask('OPTIONS', '/v1/applications').headers['allow'] == 'GET, HEAD, POST, OPTIONS'
    assert stand.ask('OPTIONS', '/v1/applications').status == 204
    check_problem(stand.ask('BREW', '/v1/applications/x'), 405, 'UNIMPLEMENTED')
    check_problem(stand.get('/v1/nothing'), 404, 'NOT_FOUND')
    check_problem(stand.get('/v1/applications/x:nonsense/y'), 404, 'NOT_FOUND')


def test_head_is_get_without_a_body(stand):
    with stand.connect() as connection:
        answer = connection.ask('HEAD', '/v1/applications/abc', stand.bearer())
        assert answer.status == 200 and int(answer.headers['content-length']) > 100
        assert connection.ask('GET', '/v1/applications/abc', stand.bearer()).status == 200


# ---------------------------------------------------------------- callers

def test_without_a_token_only_the_public_is_open(stand):
    assert stand.get('/v1/services/passport').json['name'] == 'NOBODY'
    answer = stand.get('/v1/applications/abc')
    check_problem(answer, 401, 'UNAUTHENTICATED')
    assert answer.headers['www-authenticate'].startswith('Bearer')


def test_a_bad_token_is_refused_everywhere(stand):
    good = stand.tokens['OPERATOR']
    header, payload, signature = good.split('.')
    for token in ('x', 'a.b.c', good[:-4] + 'AAAA', f'{header}.{payload}.', 'eyJhbGciOiJub25lIn0.' + payload + '.',
                  'x' * 9000, good + ' ', ''):
        for target in ('/v1/applications/abc', '/v1/services/passport'):
            answer = stand.get(target, {'Authorization': 'Bearer ' + token})
            check_problem(answer, 401, 'UNAUTHENTICATED')
            assert 'error="invalid_token"' in answer.headers['www-authenticate']
    check_problem(stand.get('/v1/services/x', {'Authorization': 'Basic YTpi'}), 401, 'UNAUTHENTICATED')


def test_a_role_may_do_only_what_the_method_allows(stand):
    check_problem(stand.get('/v1/applications/abc', role='KIOSK'), 403, 'PERMISSION_DENIED')
    assert stand.get('/v1/applications/abc', role='APPLICANT').status == 200


# ---------------------------------------------------------------- JSON in

def test_a_body_becomes_a_message(stand):
    answer = stand.post('/v1/applications', {'serviceCode': 's', 'applicant_id': 'a', 'channel': 'PORTAL'})
    assert answer.status == 201 and answer.json['applicantId'] == 'a' and answer.json['channel'] == 'PORTAL', answer


def test_wrong_bodies_name_the_field(stand):
    cases = [({'serviceCode': 5}, 'serviceCode'), ({'scenario': 'x'}, 'scenario'), ({'serviceKode': 'x'}, 'serviceKode'),
             ({'documents': [{'kind': 'a'}, {'sheets': '1.5'}]}, 'documents[1].sheets'), ({'channel': 'WAVE'}, 'channel'),
             ({'documents': {}}, 'documents')]
    for body, field in cases:
        problem = check_problem(stand.post('/v1/applications', body), 400, 'INVALID_ARGUMENT')
        assert fields(problem) == [field], problem
    hint = stand.post('/v1/applications', {'serviceKode': 'x'}).json['detail']
    assert 'serviceCode' in hint, hint


def test_what_is_no_json_is_refused(stand):
    for body in (b'{', b'[]', b'5', b'{"serviceCode":"\xff"}', b'{} {}', b'{"a":1,}', b"{'a':1}", b'\xef\xbb\xbf{}x',
                 b'[' * 100000, b'{"answers":' + b'{"a":' * 5000, b'{"serviceCode":"\\u0000"}', b'nul'):
        check_problem(stand.post('/v1/applications', body), 400, 'INVALID_ARGUMENT')


def test_violations_of_the_service_come_through(stand):
    problem = check_problem(stand.post('/v1/applications', {'serviceCode': 's', 'documents': [{}]}), 400,
                            'INVALID_ARGUMENT')
    assert fields(problem) == ['applicantId', 'documents[0].kind'], problem


def test_only_json_is_taken(stand):
    for kind in ('text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=windows-1251',
                 'multipart/form-data', 'application/jsonx'):
        check_problem(stand.post('/v1/applications', {}, {'Content-Type': kind}), 415, 'INVALID_ARGUMENT')
    check_problem(stand.ask('POST', '/v1/applications', stand.bearer(), b'{}'), 415, 'INVALID_ARGUMENT')
    check_problem(stand.post('/v1/applications', {}, {'Content-Encoding': 'gzip'}), 415, 'INVALID_ARGUMENT')
    for kind in ('application/json; charset=UTF-8', 'Application/JSON', 'application/merge-patch+json'):
        answer = stand.post('/v1/applications', {'applicantId': 'a'}, {'Content-Type': kind})
        assert answer.status == 201, answer


def test_only_json_is_given(stand):
    check_problem(stand.get('/v1/services/x', {'Accept': 'text/html'}), 406, 'INVALID_ARGUMENT')
    for accept in ('*/*', 'application/*', 'text/html, application/json;q=0.1', 'text/html,*/*;q=0.8'):
        assert stand.get('/v1/services/x', {'Accept': accept}).status == 200


def test_an_empty_body_is_an_empty_message(stand):
    answer = stand.ask('POST', '/v1/applications/a1:withdraw', stand.bearer(), b'')
    assert answer.status == 200 and answer.json['applicationId'] == 'a1'
    assert stand.ask('POST', '/v1/applications/a1:withdraw', stand.bearer()).status == 200


def test_the_body_may_not_contradict_the_path(stand):
    assert stand.post('/v1/applications/a1:withdraw', {'applicationId': 'a1', 'reason': 'r'}).json['refusalText'] == 'r'
    problem = check_problem(stand.post('/v1/applications/a1:withdraw', {'applicationId': 'a2'}), 400, 'INVALID_ARGUMENT')
    assert fields(problem) == ['application_id'], problem


# ---------------------------------------------------------------- the query

def test_the_query_sets_fields(stand):
    answer = stand.get('/v1/applications?status=REGISTERED&serviceCode=a%20b%2B&overdue=true&page_size=7', role='OPERATOR')
    assert answer.json['applications'] == [{'serviceCode': 'a b+', 'status': 'REGISTERED', 'overdue': True, 'scenario': 7}]
    assert stand.get('/v1/applications?serviceCode=a+b', role='OPERATOR').json['applications'][0]['serviceCode'] == 'a b'
    assert stand.get('/v1/applications?&serviceCode=x&', role='OPERATOR').status == 200


def test_wrong_queries_name_the_parameter(stand):
    for query, field in (('pageSze=1', 'pageSze'), ('pageSize=x', 'pageSize'), ('status=REGISTRED', 'status'),
                         ('overdue=yes', 'overdue'), ('serviceCode=a&serviceCode=b', 'serviceCode'),
                         ('pageSize=99999999999', 'pageSize')):
        problem = check_problem(stand.get('/v1/applications?' + query, role='OPERATOR'), 400, 'INVALID_ARGUMENT')
        assert fields(problem) == [field], problem
    assert 'pageSize' in stand.get('/v1/applications?pageSze=1', role='OPERATOR').json['detail']
    assert 'REGISTERED' in stand.get('/v1/applications?status=REGISTRED', role='OPERATOR').json['detail']


def test_what_the_path_says_is_not_for_the_query(stand):
    check_problem(stand.get('/v1/applications/a?applicationId=b', role='OPERATOR'), 400, 'INVALID_ARGUMENT')
    check_problem(stand.post('/v1/applications/a:withdraw?reason=b', {}), 400, 'INVALID_ARGUMENT')


# ---------------------------------------------------------------- failures

def test_failures_have_their_status(stand):
    for id, status, code in (('missing', 404, 'NOT_FOUND'), ('busy', 429, 'RESOURCE_EXHAUSTED'),
                             ('broken', 500, 'INTERNAL'), ('late', 504, 'DEADLINE_EXCEEDED')):
        answer = stand.get('/v1/applications/' + id, role='OPERATOR')
        check_problem(answer, status, code, instance='/v1/applications/' + id)
        assert ('retry-after' in answer.headers) == (status == 429)


def test_a_client_may_have_less_patience(stand):
    check_problem(stand.get('/v1/applications/slow', {'Request-Timeout': '0.1'}, 'OPERATOR'), 504, 'DEADLINE_EXCEEDED')
    assert stand.get('/v1/applications/slow', {'Request-Timeout': '1'}, 'OPERATOR').status == 200


def test_what_exists_is_named(stand):
    answer = stand.post('/v1/applications', {'serviceCode': 'exists'})
    check_problem(answer, 409, 'ALREADY_EXISTS', existingId='00000000-0000-7000-8000-000000000000')


def test_problems_speak_the_language_of_the_client(stand):
    for accept, title in (('en', 'Not Found'), ('en-GB,ru;q=0.5', 'Not Found'), ('ru, en;q=0.9', 'Не найдено'),
                          ('de', 'Не найдено'), ('de, en;q=0.1', 'Not Found'), ('en;q=0', 'Не найдено')):
        answer = stand.get('/v1/applications/missing', {'Accept-Language': accept}, 'OPERATOR')
        assert answer.json['title'] == title, (accept, answer)
        assert answer.headers['content-language'] == ('en' if title == 'Not Found' else 'ru')
    assert 'missing' in stand.get('/v1/applications/missing', {'Accept-Language': 'en'}, 'OPERATOR').json['detail']


# ---------------------------------------------------------------- repeating and conditions

def test_an_idempotency_key_reaches_the_service(stand):
    body = {'serviceCode': 's', 'applicantId': 'a'}
    assert stand.post('/v1/applications', body, {'Idempotency-Key': 'k-1'}).json['trackingCode'] == 'k-1'
    assert 'trackingCode' not in stand.post('/v1/applications', body).json
    for key in ('', 'x' * 256):
        check_problem(stand.post('/v1/applications', body, {'Idempotency-Key': key}), 400, 'INVALID_ARGUMENT')


def test_idempotency_failures_have_their_status(stand):
    answer = stand.post('/v1/applications', {'serviceCode': 'reused'})
    assert answer.status == 422 and answer.json['type'] == 'urn:okno:problem:idempotency-key-reused', answer
    assert stand.post('/v1/applications', {'serviceCode': 'running'}).status == 409


def test_who_only_asks_what_is_wrong_makes_nothing(stand):
    assert stand.post('/v1/applicants', {}).status == 201
    assert stand.post('/v1/applicants', {'validateOnly': False}).status == 201
    answer = stand.post('/v1/applicants', {'validateOnly': True})
    assert answer.status == 200 and 'applicantId' not in answer.json, answer


def test_an_etag_saves_sending_again(stand):
    path = '/v1/applications/still'
    tag = stand.get(path, role='OPERATOR').headers['etag']
    assert tag.startswith('"v7~'), tag
    for known in (tag, 'W/' + tag, f'"v1", {tag}', '*'):
        with stand.connect() as connection:
            again = connection.ask('GET', path, dict(stand.bearer(), **{'If-None-Match': known}))
            assert again.status == 304 and again.headers['etag'] == tag, again
            assert connection.ask('GET', path, stand.bearer()).status == 200
    for other in ('"v6"', '"v7"', tag[:-2] + 'x"'):
        assert stand.get(path, {'If-None-Match': other}, 'OPERATOR').status == 200


def test_what_is_shown_differently_is_sent_again(stand):
    path = '/v1/applications/still'
    known = {'If-None-Match': stand.get(path, role='OPERATOR').headers['etag']}
    english = stand.get(path, dict(known, **{'Accept-Language': 'en'}), 'OPERATOR')
    assert english.status == 200 and english.json['statusText'] == 'Registered', english
    assert stand.get(path, known, 'APPLICANT').status == 200
    changed = stand.get('/v1/applications/abc', {'If-None-Match': stand.get('/v1/applications/abc', role='OPERATOR').headers['etag']},
                        'OPERATOR')
    assert changed.status == 200, 'the version is the same, the rest is not'


def test_a_change_may_be_bound_to_a_version(stand):
    answer = stand.post('/v1/applications/a:withdraw', {}, {'If-Match': '"v7"'})
    assert answer.status == 200 and answer.headers['etag'].startswith('"v8~'), answer
    for good in ('*', '"v7~0123456789abcdef"', stand.get('/v1/applications/a', role='OPERATOR').headers['etag']):
        assert stand.post('/v1/applications/a:withdraw', {}, {'If-Match': good}).status == 200, good
    for tag in ('"v6"', '"v6~0123456789abcdef"', '"v7~0123"', '"v7~0123456789ABCDEF"'):
        stale = stand.post('/v1/applications/a:withdraw', {}, {'If-Match': tag})
        check_problem(stale, 412, 'ABORTED', type='urn:okno:problem:stale-etag')
    check_problem(stand.post('/v1/applications/a:withdraw', {}, {'If-Match': 'W/"v7"'}), 412, 'ABORTED')
    for malformed in ('v7', '""', '"a b"'):
        check_problem(stand.post('/v1/applications/a:withdraw', {}, {'If-Match': malformed}), 400, 'INVALID_ARGUMENT')
    check_problem(stand.post('/v1/applications/a:withdraw', {'etag': 'v6'}, {'If-Match': '"v7"'}), 400, 'INVALID_ARGUMENT')


def test_a_condition_that_is_not_looked_at_is_refused(stand):
    body = {'serviceCode': 's', 'applicantId': 'a'}
    for tag in ('"v7"', '*'):
        problem = check_problem(stand.post('/v1/applications', body, {'If-Match': tag}), 400, 'INVALID_ARGUMENT')
        assert 'If-Match' in problem['detail'], problem
    check_problem(stand.get('/v1/applications/a', {'If-Match': '"v7"'}, 'OPERATOR'), 400, 'INVALID_ARGUMENT')
    check_problem(upload(stand, b'x', {'If-Match': '"v7"'}), 400, 'INVALID_ARGUMENT')


# ---------------------------------------------------------------- files

def content(size):
    return bytes((i * 31 >> 3) & 255 for i in range(size))


def upload(stand, data, headers=None, document='d1'):
    return stand.ask('POST', f'/v1/applications/a/documents/{document}:upload',
                     dict(headers or {}, **{'Content-Type': 'application/pdf'}), data, 'OPERATOR')


def test_an_upload_is_passed_on_in_pieces(stand):
    for size in (0, 1, 262143, 262144, 262145, 524288, 1000000):
        data = content(size)
        answer = upload(stand, data)
        assert answer.status == 200, (size, answer)
        document = answer.json['document']
        assert document['sha256'] == hashlib.sha256(data).hexdigest() and int(document.get('size', 0)) == size
        assert document['sheets'] == max(1, -(-size // 262144)), (size, document)


def test_an_upload_under_a_key_is_the_same_upload(stand):
    for size in (1, 1000000):
        one, again, other = (upload(stand, content(size), {'Idempotency-Key': key}).json['document']
                             for key in ('k-1', 'k-1', 'k-2'))
        assert one['number'] == 'k-1' and again == one, (one, again)
        assert other['number'] == 'k-2' and other['kind'] != one['kind'], other
        assert upload(stand, b'y' + content(size), {'Idempotency-Key': 'k-1'}).json['document']['kind'] != one['kind']
        fresh, anew = (upload(stand, content(size)).json['document'] for _ in range(2))
        assert len(fresh['kind']) == 36 and fresh['kind'] != anew['kind'], 'without a key each is its own'
        assert fresh['number'] == f"{fresh['kind']}:{size // 262144 * 262144}", fresh


def test_a_chunked_upload_is_the_same(stand):
    data = content(700000)
    with stand.connect() as connection:
        connection.send(f'POST /v1/applications/a/documents/d:upload HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n'
                        f'Authorization: {stand.bearer()["Authorization"]}\r\n\r\n')
        for at in range(0, len(data), 50000):
            piece = data[at:at + 50000]
            connection.send(b'%x\r\n%s\r\n' % (len(piece), piece))
        connection.send('0\r\n\r\n')
        assert connection.read().json['document']['sha256'] == hashlib.sha256(data).hexdigest()
        assert connection.ask('GET', '/v1/services/x').status == 200


def test_a_file_has_its_name(stand):
    for header, name in (('attachment; filename="a b.pdf"', 'a b.pdf'), ("attachment; filename*=UTF-8''%D0%B0.pdf", 'а.pdf'),
                         ('attachment; filename="../../etc/passwd"', 'passwd'), ('attachment; filename="C:\\\\x.pdf"', 'x.pdf'),
                         ('attachment', ''), ("attachment; filename*=UTF-8''%FF; filename=\"ok.pdf\"", '')):
        document = upload(stand, b'x', {'Content-Disposition': header}).json['document']
        assert document.get('name', '') == name, (header, document)


def test_a_file_that_is_too_large_is_refused(stand):
    with stand.connect() as connection:
        connection.send(f'POST /v1/applications/a/documents/d:upload HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000\r\n'
                        f'Authorization: {stand.bearer()["Authorization"]}\r\n\r\n')
        check_problem(connection.read(), 413, 'INVALID_ARGUMENT')
    with stand.connect() as connection:
        connection.send(f'POST /v1/applications/a/documents/d:upload HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n'
                        f'Authorization: {stand.bearer()["Authorization"]}\r\n\r\n')
        try:
            for _ in range(100):
                connection.send(b'10000\r\n' + b'x' * 65536 + b'\r\n')
        except (BrokenPipeError, ConnectionResetError):
            pass
        check_problem(connection.read(), 413, 'INVALID_ARGUMENT')


def test_an_upload_the_service_refuses_ends_there(stand):
    check_problem(upload(stand, content(1000000), document='refused'), 400, 'INVALID_ARGUMENT')


def test_a_download_is_passed_on_in_pieces(stand):
    for size in (0, 1, 262144, 262145, 3000000):
        answer = stand.get(f'/v1/applications/a/documents/{size}:download', role='OPERATOR')
        assert answer.status == 200 and answer.body == content(size), (size, answer)
        assert answer.headers['content-type'] == 'application/pdf' and answer.headers['etag'] == '"abc123"'
        assert "filename*=UTF-8''%D0%A0%D0%B0%D1%81" in answer.headers['content-disposition']


def test_a_part_of_a_file_is_sent(stand):
    for size, header, first, last in ((3000000, 'bytes=1000000-1999999', 1000000, 1999999), (1000, 'bytes=10-', 10, 999),
                                      (3000000, 'bytes=2999999-', 2999999, 2999999), (600000, 'bytes=0-99', 0, 99),
                                      (600000, 'bytes=262000-9999999', 262000, 599999)):
        with stand.connect() as connection:
            answer = connection.ask('GET', f'/v1/applications/a/documents/{size}:download',
                                    dict(stand.bearer(), Range=header))
            assert answer.status == 206 and answer.body == content(size)[first:last + 1], (header, answer)
            assert answer.headers['content-range'] == f'bytes {first}-{last}/{size}', answer
            assert connection.ask('GET', '/v1/services/x').status == 200
    answer = stand.get('/v1/applications/a/documents/100:download', {'Range': 'bytes=100-'}, 'OPERATOR')
    check_problem(answer, 416, 'OUT_OF_RANGE')
    assert answer.headers['content-range'] == 'bytes */100'
    for header in ('bytes=-5', 'bytes=5-2', 'bytes=1-2,4-5', 'lines=1-2', 'bytes=', 'bytes=99999999999999999999-'):
        answer = stand.get('/v1/applications/a/documents/100:download', {'Range': header}, 'OPERATOR')
        assert answer.status == 200 and answer.body == content(100), (header, answer)
    answer = stand.get('/v1/applications/a/documents/100:download', {'Range': 'bytes=5-', 'If-Range': '"x"'}, 'OPERATOR')
    assert answer.status == 200


def test_downloads_keep_the_connection_and_the_memory(stand):
    with stand.connect() as connection:
        before = stand.rss()
        answer = connection.ask('GET', '/v1/applications/a/documents/60000000:download', stand.bearer())
        assert len(answer.body) == 60000000
        if before < 50000:  # a sanitizer keeps what was freed
            assert stand.rss() - before < 12000, (before, stand.rss())
        assert connection.ask('GET', '/v1/services/x').status == 200


def test_a_download_that_breaks_off_is_seen_to(stand):
    with stand.connect() as connection:
        answer = connection.ask('GET', '/v1/applications/breaks/documents/3000000:download', stand.bearer())
        assert answer.status == 200 and len(answer.body) < 3000000


def test_a_known_file_is_not_sent_again(stand):
    answer = stand.get('/v1/applications/a/documents/5:download', {'If-None-Match': '"abc123"'}, 'OPERATOR')
    assert answer.status == 304


def test_a_file_may_be_bound_to_its_version(stand):
    path = '/v1/applications/a/documents/500:download'
    for tag in ('"abc123"', '*', '"x", "abc123"'):
        answer = stand.get(path, {'If-Match': tag, 'Range': 'bytes=100-'}, 'OPERATOR')
        assert answer.status == 206 and answer.body == content(500)[100:], (tag, answer)
    check_problem(stand.get(path, {'If-Match': '"x"', 'Range': 'bytes=100-'}, 'OPERATOR'), 412, 'ABORTED')


# ---------------------------------------------------------------- the log

def logged(stand, trace_id):
    """The line of the request with this trace; it is written a moment after the answer."""
    for _ in range(100):
        found = [line for line in stand.lines() if line.get('trace') == trace_id]
        if found:
            return found[0]
        time.sleep(0.02)
    raise AssertionError('no line in the log')


def test_the_log_has_a_line_for_each_request_and_no_query(stand):
    trace_ids = [f'{i:032x}' for i in (5, 6)]
    headers = [{'traceparent': f'00-{trace_id}-b7ad6b7169203331-01'} for trace_id in trace_ids]
    stand.get('/v1/applications?number=secret-number', headers[0], role='OPERATOR')
    stand.get('/v1/applications/missing', headers[1], role='APPLICANT')
    listed, missing = (logged(stand, trace_id) for trace_id in trace_ids)
    assert listed['route'] == '/v1/applications' and listed['status'] == 200 and listed['role'] == 'OPERATOR', listed
    assert missing['status'] == 404 and missing['code'] == 'NOT_FOUND' and missing['role'] == 'APPLICANT', missing
    assert not any('secret' in json.dumps(line) for line in stand.lines())


if __name__ == '__main__':
    tests = [(name, value) for name, value in list(globals().items()) if name.startswith('test_')]
    with client.Stand(sys.argv[1]) as the_stand:
        code = client.run('http', tests, the_stand)
    sys.exit(code)
