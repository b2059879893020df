# SPDX-License-Identifier: AGPL-3.0-or-later
"""Live streams over real services: snapshot, changes, coming back, ticks, slow clients, who may see what, restarts."""
import datetime
import sys
import threading
import time
import uuid

import client
from house import House, Stream

HALL = 'halls/arbat'
SESSION_S = 8


def take_ticket(house, group='documents', token=None):
    return house.good('POST', '/v1/tickets', {'centreCode': 'arbat', 'items': [{'groupCode': group}]},
                      token or house.kiosk)['ticket']


def open_window(house, operator):
    windows = house.good('GET', '/v1/windows?centreCode=arbat', token=house.supervisor)['windows']
    free = next(w for w in windows if 'session' not in w and any(g['groupCode'] == 'documents' for g in w['groups']))
    token = house.token('OPERATOR', subject=operator)
    return token, house.good('POST', '/v1/sessions', {'windowId': free['windowId']}, token)['sessionId']


def revision(event):
    return int(event.data['data']['revision'])


def check_problem(stream, status, code):
    assert stream.status == status, (stream.status, stream.body)
    assert 'content-type: application/problem+json' in stream.head
    assert stream.body['code'] == code, stream.body
    return stream.body


# ---------------------------------------------------------------- snapshot and changes

def test_a_stream_begins_with_the_hall_and_goes_on_with_changes(house):
    with house.stream(HALL, house.kiosk) as stream:
        assert stream.status == 200 and 'content-type: text/event-stream' in stream.head
        assert 'cache-control: no-store' in stream.head
        first = stream.next()
        assert first.name == 'snapshot' and first.data['topic'] == HALL and first.id
        assert first.data['data']['centreCode'] == 'arbat' and first.data['data']['windows']
        ticket = take_ticket(house)
        change = stream.next_of('change')
        assert change.data['topic'] == HALL and change.data['type'] == 'okno.queue.v1.TicketChanged'
        assert change.data['data']['action'] == 'ISSUED' and revision(change) == revision(first) + 1
        assert change.data['data']['ticket']['number'] == ticket['number'] and change.id != first.id


def test_a_call_reaches_every_stream_once_and_in_order(house):
    token, session = open_window(house, 'op-order')
    streams = [house.stream(HALL, house.kiosk) for _ in range(20)]
    firsts = [stream.next() for stream in streams]
    for _ in range(5):
        take_ticket(house)
        ticket = house.good('POST', f'/v1/sessions/{session}:callNext', {}, token)['ticket']
        house.good('POST', f"/v1/tickets/{ticket['ticketId']}:serve", {}, token)
        house.good('POST', f"/v1/tickets/{ticket['ticketId']}:finish", {'result': 'done'}, token)
    for stream, first in zip(streams, firsts):
        seen = [stream.next_of('change') for _ in range(20)]
        assert [revision(event) for event in seen] == list(range(revision(first) + 1, revision(first) + 21)), seen
        assert [event.data['data']['action'] for event in seen[:4]] == ['ISSUED', 'CALLED', 'SERVING', 'FINISHED']
        called = seen[1].data['data']['ticket']
        assert called['windowNumber'] and called['state'] == 'CALLED'
        stream.socket.close()
    house.good('POST', f'/v1/sessions/{session}:close', {}, token)


def test_messages_and_windows_are_changes_too(house):
    with house.stream(HALL, house.kiosk) as stream:
        stream.next()
        house.good('POST', '/v1/halls/arbat:message', {'text': 'Приём до 20:00'}, house.supervisor)
        message = stream.next_of('change').data
        assert message['type'] == 'okno.queue.v1.BoardMessageSent'
        assert message['data']['message']['text'] == 'Приём до 20:00'
        token, session = open_window(house, 'op-window')
        window = stream.next_of('change').data
        assert window['type'] == 'okno.queue.v1.WindowChanged' and window['data']['action'] == 'OPENED'
        assert 'operator' not in window['data']['window']['session'], 'a board need not know who works there'
        house.good('POST', f'/v1/sessions/{session}:close', {}, token)


def test_many_who_come_at_once_share_one_call(house):
    house.stream(HALL, house.kiosk).next()
    time.sleep(1.2)
    before = house.metric('okno_stream_snapshots')
    streams = [house.stream(HALL, house.kiosk) for _ in range(60)]
    assert {stream.next().name for stream in streams} == {'snapshot'}
    assert house.metric('okno_stream_snapshots') - before <= 5
    for stream in streams:
        stream.socket.close()


def test_streams_tick_and_are_counted(house):
    with house.stream(HALL, house.kiosk) as stream:
        stream.next()
        assert house.metric('okno_streams_open') >= 1
        begun = time.monotonic()
        tick = stream.next_of('tick', 17)
        assert time.monotonic() - begun < 16.5 and tick.data['time'].endswith('Z') and tick.id
    house.await_(lambda: house.metric('okno_streams_open') == 0, 'the end of the stream')


def test_estimates_are_renewed_while_the_hall_changes(house):
    with house.stream(HALL, house.kiosk) as stream:
        first = stream.next()
        take_ticket(house)
        again = stream.next_of('snapshot', 20)
        assert revision(again) > revision(first) and again.data['data']['waiting'] > 0


def test_a_hall_where_nothing_happens_is_shown_anew_every_minute(house):
    with house.stream('halls/khamovniki', house.call_centre) as stream:
        first = stream.next()
        again = stream.next_of('snapshot', 75)
        assert revision(again) == revision(first) and again.data['data']['at'] > first.data['data']['at']


# ---------------------------------------------------------------- coming back

def test_who_comes_back_gets_what_was_missed(house):
    with house.stream(HALL, house.kiosk) as stream:
        first = stream.next()
        take_ticket(house)
        last = stream.next_of('change')
    for _ in range(3):
        take_ticket(house)
    with house.stream(HALL, house.kiosk, last.id) as stream:
        seen = [stream.next() for _ in range(3)]
        assert [event.name for event in seen] == ['change'] * 3
        assert [revision(event) for event in seen] == [revision(first) + n for n in (2, 3, 4)]
    with house.stream(HALL, house.kiosk, query=f'&lastEventId={seen[0].id}') as stream:
        assert [revision(stream.next()) for _ in range(2)] == [revision(first) + n for n in (3, 4)]


def test_a_snapshot_s_id_goes_on_without_doubles(house):
    with house.stream(HALL, house.kiosk) as stream:
        first = stream.next()
    take_ticket(house)
    with house.stream(HALL, house.kiosk, first.id) as stream:
        assert revision(stream.next_of('change')) == revision(first) + 1


def test_who_was_away_too_long_gets_a_snapshot(house):
    with house.stream(HALL, house.kiosk) as stream:
        first = stream.next()
        for number in range(40):  # the history of this house holds 32
            take_ticket(house, token=house.token('KIOSK', subject=f'k{number % 4}') if number == 0 else None)
        for _ in range(40):
            stream.next_of('change')
    with house.stream(HALL, house.kiosk, first.id) as stream:
        event = stream.next()
        assert event.name == 'snapshot' and revision(event) >= revision(first) + 40


def test_ids_that_are_not_ours_begin_anew(house):
    for last in ('x', '0.0@1', '99999999999.0@1', '1.1', '1.2@', '1.2@3,4', '9' * 300):
        with house.stream(HALL, house.kiosk, last) as stream:
            assert stream.next().name in ('snapshot',), last


# ---------------------------------------------------------------- several topics

def test_several_topics_share_a_stream(house):
    with house.stream('halls/arbat,halls/tverskoy', house.call_centre) as stream:
        topics = {stream.next().data['topic'] for _ in range(2)}
        assert topics == {'halls/arbat', 'halls/tverskoy'}
        take_ticket(house)
        change = stream.next_of('change')
        assert change.data['topic'] == HALL
    take_ticket(house)
    with house.stream('halls/arbat,halls/tverskoy', house.call_centre, change.id) as stream:
        again = stream.next()
        assert again.name == 'change' and revision(again) == revision(change) + 1


# ---------------------------------------------------------------- a ticket on the phone

def test_a_ticket_is_followed_by_its_code(house):
    token, session = open_window(house, 'op-phone')
    ticket = take_ticket(house)
    with house.stream(f"tickets/{ticket['ticketId']}", query=f"&code={ticket['code']}") as stream:
        first = stream.next()
        assert first.data['data']['number'] == ticket['number'] and first.data['data']['estimate']['place'] >= 1
        take_ticket(house)
        house.good('POST', f"/v1/tickets/{ticket['ticketId']}:call", {}, token)
        called = stream.next_of('change').data
        assert called['type'] == 'okno.queue.v1.TicketChanged' and called['data']['action'] == 'CALLED'
        assert called['data']['ticket']['windowNumber']
        assert 'operator' not in called['data']['ticket'] and 'sessionId' not in called['data']['ticket']
        again = stream.next_of('snapshot')
        assert again.data['data']['state'] == 'CALLED'
    house.good('POST', f"/v1/tickets/{ticket['ticketId']}:noShow", {}, token)
    house.good('POST', f'/v1/sessions/{session}:close', {}, token)


def test_a_snapshot_ahead_of_the_log_swallows_no_change(house):
    token, session = open_window(house, 'op-ahead')
    for query, who in (('&code={code}', None), ('', house.supervisor)):
        ticket = take_ticket(house)
        where = {'topics': f"tickets/{ticket['ticketId']}", 'token': who, 'query': query.format(**ticket)}
        with house.stream(**where) as stream:
            stream.next_of('snapshot')
            with house.log_held():
                house.good('POST', f"/v1/tickets/{ticket['ticketId']}:call", {}, token)
                time.sleep(1.1)  # a snapshot is shared for a second
                with house.stream(**where) as other:
                    assert other.next_of('snapshot').data['data']['state'] == 'CALLED'
                while stream.next_of('snapshot').data['data']['state'] != 'CALLED':
                    pass
            assert stream.next_of('change').data['data']['action'] == 'CALLED'
            assert stream.next_of('snapshot').data['data']['state'] == 'CALLED'
        house.good('POST', f"/v1/tickets/{ticket['ticketId']}:noShow", {}, token)
    house.good('POST', f'/v1/sessions/{session}:close', {}, token)


def test_a_call_is_heard(house):
    token, session = open_window(house, 'op-voice')
    ticket = take_ticket(house)
    path = f"/v1/tickets/{ticket['ticketId']}:announcement?language="
    assert house.ask('GET', path + 'ru', token=house.kiosk)[0] == 400, 'not called yet'
    house.good('POST', f"/v1/tickets/{ticket['ticketId']}:call", {}, token)
    with client.Connection(house.port, 15) as connection:
        bearer = {'Authorization': 'Bearer ' + house.kiosk}
        said = connection.ask('GET', path + 'ru', bearer)
        assert said.status == 200 and said.headers['content-type'] == 'audio/wav' and said.body[:4] == b'RIFF'
        tag = said.headers['etag']
        assert connection.ask('GET', path + 'ru', dict(bearer, **{'If-None-Match': tag})).status == 304
        assert connection.ask('GET', path + 'en', bearer).headers['etag'] != tag
        assert connection.ask('GET', path + 'ru').status == 401
    house.good('POST', f"/v1/tickets/{ticket['ticketId']}:noShow", {}, token)
    house.good('POST', f'/v1/sessions/{session}:close', {}, token)


def test_a_code_opens_its_own_ticket_only(house):
    one, other = take_ticket(house), take_ticket(house)
    check_problem(house.stream(f"tickets/{one['ticketId']}", query=f"&code={other['code']}"), 404, 'NOT_FOUND')
    check_problem(house.stream(f"tickets/{one['ticketId']}", query='&code=NONE'), 404, 'NOT_FOUND')
    check_problem(house.stream(f"tickets/{one['ticketId']}"), 401, 'UNAUTHENTICATED')
    stranger = house.token('APPLICANT', centre=None, applicant=str(uuid.uuid4()))
    check_problem(house.stream(f"tickets/{one['ticketId']}", stranger), 404, 'NOT_FOUND')
    with house.stream(f"tickets/{one['ticketId']}", house.supervisor) as stream:
        assert stream.next().data['data']['ticketId'] == one['ticketId']


# ---------------------------------------------------------------- who may see what

def test_topics_are_refused_by_what_there_is(house):
    for topics in ('nothing', 'halls', 'halls/', 'halls/arbat,offices/arbat', ''):
        problem = check_problem(house.stream(topics, house.kiosk), 400, 'INVALID_ARGUMENT')
        assert problem['violations'][0]['field'] == 'topics'
    problem = check_problem(house.stream('nothing', house.kiosk), 400, 'INVALID_ARGUMENT')
    assert 'halls/{centreCode}' in problem['detail'] and 'tickets/{ticketId}' in problem['detail']
    check_problem(house.stream(HALL, house.kiosk, query='&color=red'), 400, 'INVALID_ARGUMENT')
    check_problem(house.stream(','.join([HALL] * 17), house.kiosk), 400, 'INVALID_ARGUMENT')
    check_problem(house.stream('tickets/12', house.kiosk), 400, 'INVALID_ARGUMENT')
    check_problem(house.stream(HALL, house.kiosk, headers='Accept: application/json\r\n'), 406, 'INVALID_ARGUMENT')


def test_a_hall_is_for_those_who_belong_to_it(house):
    check_problem(house.stream(HALL), 401, 'UNAUTHENTICATED')
    check_problem(house.stream(HALL, 'no.such.token'), 401, 'UNAUTHENTICATED')
    check_problem(house.stream(HALL, house.token('KIOSK', centre='tverskoy')), 403, 'PERMISSION_DENIED')
    check_problem(house.stream(HALL, house.token('SUPERVISOR', centre='tverskoy')), 403, 'PERMISSION_DENIED')
    applicant = house.token('APPLICANT', centre=None, applicant=str(uuid.uuid4()))
    check_problem(house.stream(HALL, applicant), 403, 'PERMISSION_DENIED')
    check_problem(house.stream('halls/no-such-hall', house.call_centre), 404, 'NOT_FOUND')
    check_problem(house.stream(f'applications/{uuid.uuid4()}', house.supervisor), 404, 'NOT_FOUND')
    check_problem(house.stream(f'applications/{uuid.uuid4()}', house.kiosk), 403, 'PERMISSION_DENIED')
    check_problem(house.stream('tasks', house.kiosk), 403, 'PERMISSION_DENIED')


def test_staff_see_who_and_boards_do_not(house):
    applicant = str(uuid.uuid4())
    with house.stream(HALL, house.kiosk) as board, house.stream(HALL, house.supervisor) as staff:
        board.next(), staff.next()
        house.good('POST', '/v1/tickets', {'centreCode': 'arbat', 'applicantId': applicant,
                                           'items': [{'groupCode': 'documents'}]}, house.supervisor)
        seen, full = board.next_of('change'), staff.next_of('change')
        assert full.data['data']['ticket']['applicantId'] == applicant
        assert revision(seen) == revision(full) and applicant not in repr(seen.data)


def test_tasks_are_shown_anew_when_something_moves(house):
    with house.stream('tasks', house.token('OPERATOR', subject='op-tasks')) as stream:
        first = stream.next()
        assert first.name == 'snapshot' and first.data['topic'] == 'tasks'


def test_head_options_and_other_methods(house):
    stream = Stream.__new__(Stream)
    for method, status in (('HEAD', 200), ('OPTIONS', 204), ('POST', 405), ('DELETE', 405)):
        import http.client
        connection = http.client.HTTPConnection('127.0.0.1', house.port, timeout=10)
        connection.request(method, f'/v1/events?topics={HALL}', headers={'Authorization': 'Bearer ' + house.kiosk})
        answer = connection.getresponse()
        assert answer.status == status, (method, answer.status)
        connection.close()
    del stream


# ---------------------------------------------------------------- slow clients, and limits

def test_a_client_that_does_not_read_is_dropped_and_catches_up(house):
    before = house.metric('okno_streams_dropped')
    slow = house.stream(HALL, house.supervisor, receive_buffer=2048)
    with house.stream(HALL, house.kiosk) as quick:
        first = quick.next()
        for number in range(1000):
            house.good('POST', '/v1/halls/arbat:message', {'text': 'ж' * 500, 'minutes': 1}, house.supervisor)
            quick.next_of('change')
            if number % 20 == 19 and house.metric('okno_streams_dropped') > before:
                break
        assert house.metric('okno_streams_dropped') == before + 1
        assert number < 900, number
    revisions, last = [], None
    try:
        while True:
            event = slow.next(5)
            if event.name == 'change':
                revisions.append(revision(event))
            last = event.id
    except (EOFError, ConnectionError):
        pass
    assert revisions == list(range(revisions[0], revisions[0] + len(revisions))), 'in order, none missing'
    with house.stream(HALL, house.supervisor, last) as again:
        event = again.next()
        assert event.name == 'snapshot' or revision(event) == revisions[-1] + 1


# ---------------------------------------------------------------- what goes and comes back

def next_change(house, stream):
    """Takes tickets until one is taken, and gives its change."""
    end = time.monotonic() + 40
    while True:
        status, _ = house.ask('POST', '/v1/tickets', {'centreCode': 'arbat', 'items': [{'groupCode': 'documents'}]},
                              house.kiosk)
        if status == 201:
            return stream.next_of('change')
        assert time.monotonic() < end, status
        time.sleep(0.1)


def test_streams_outlive_the_queue(house):
    with house.stream(HALL, house.kiosk) as stream:
        first = stream.next()
        house.kill('queue')
        with house.stream(HALL, house.kiosk) as waiting:
            assert waiting.status == 200, 'opened all the same: a browser would give up for good'
            time.sleep(1)
            house.start('queue')
            assert revision(next_change(house, stream)) == revision(first) + 1
            event = waiting.next()
            assert event.name == 'snapshot' and revision(event) >= revision(first)


def test_streams_outlive_the_database(house):
    with house.stream(HALL, house.kiosk) as stream:
        first = stream.next()
        house.database_down()
        try:
            with house.stream(HALL, house.kiosk) as waiting:
                assert waiting.status == 200
                assert stream.quiet(2)
        finally:
            house.database_up()
        assert revision(next_change(house, stream)) == revision(first) + 1


def age(tick):
    """Seconds by which the data are older than the tick."""
    time_, as_of = (datetime.datetime.fromisoformat(tick.data[name].replace('Z', '+00:00')) for name in ('time', 'asOf'))
    return (time_ - as_of).total_seconds()


def test_ticks_tell_of_when_the_data_are(house):
    with house.stream(HALL, house.kiosk) as stream:
        stream.next()
        house.database_down()
        try:
            begun = time.monotonic()
            while age(tick := stream.next_of('tick', 16)) == 0:
                pass
            assert age(tick) >= 5 and time.monotonic() - begun < 10, (tick, time.monotonic() - begun)
        finally:
            house.database_up()
        begun = time.monotonic()
        while age(stream.next_of('tick', 16)):
            pass
        assert time.monotonic() - begun < 10, 'said at once'


def test_a_killed_queue_is_told_too(house):
    with house.stream(HALL, house.kiosk) as stream:
        first = stream.next()
        house.kill('queue')
        try:
            while age(stream.next_of('tick', 16)) < 5:
                pass
        finally:
            house.start('queue')
        while age(stream.next_of('tick', 16)):
            pass
        assert revision(next_change(house, stream)) == revision(first) + 1


# ---------------------------------------------------------------- who is no longer who they were

def test_a_stream_ends_with_its_account(house):
    cookie, other = house.signed_in('board.gone', 'KIOSK'), house.signed_in('board.stays', 'KIOSK')
    with house.stream(HALL, headers=cookie) as stream, house.stream(HALL, headers=other) as stays:
        stream.next(), stays.next()
        house.okno('user', 'remove', 'board.gone')
        assert stream.ended(17)
        check_problem(house.stream(HALL, headers=cookie), 401, 'UNAUTHENTICATED')
        take_ticket(house)
        assert stays.next_of('change').data['topic'] == HALL


def test_a_stream_ends_with_its_session(house):
    begun, cookie = time.monotonic(), house.signed_in('supervisor.short', 'SUPERVISOR')
    with house.stream(HALL, headers=cookie) as stream:
        stream.next()
        assert stream.ended(SESSION_S + 16), 'the stream outlives the session'
        assert time.monotonic() - begun >= SESSION_S - 1, 'it ended too early'
    check_problem(house.stream(HALL, headers=cookie), 401, 'UNAUTHENTICATED')


def test_streams_end_with_the_gateway_and_begin_anew(house):
    with house.stream(HALL, house.kiosk) as stream:
        last = stream.next()
        assert house.stop('gateway') == 0
        assert stream.ended(5)
    house.start('gateway')
    house.await_(lambda: house.ask('GET', '/v1/halls/arbat')[0] == 200, 'the gateway')
    with house.stream(HALL, house.kiosk, last.id) as stream:
        event = stream.next()
        assert event.name == 'snapshot' and revision(event) == revision(last)


def test_clients_come_and_go_while_things_change(house):
    """A storm: threads open, read a little, hang up at any moment."""
    stop, errors = threading.Event(), []

    def come_and_go(number):
        try:
            while not stop.is_set():
                with house.stream(HALL, house.kiosk) as stream:
                    assert stream.status == 200, stream.body
                    for _ in range(number % 3):
                        stream.next()
        except Exception as error:  # noqa: BLE001
            errors.append((number, repr(error)))

    threads = [threading.Thread(target=come_and_go, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    with house.stream(HALL, house.kiosk) as stream:
        first = stream.next()
        for n in range(60):
            take_ticket(house)
            assert revision(stream.next_of('change')) == revision(first) + n + 1
    stop.set()
    take_ticket(house)
    for thread in threads:
        thread.join(30)
    assert not errors, errors
    house.await_(lambda: house.metric('okno_streams_open') == 0, 'the end of all streams')


def main():
    tests = [(name, test) for name, test in globals().items() if name.startswith('test_')]
    settings = {'OKNO_GATEWAY__STREAMS__HISTORY': '32', 'OKNO_GATEWAY__STREAMS__BACKLOG': '64KiB',
                'OKNO_GATEWAY__SESSION__LENGTH': f'{SESSION_S}s'}
    with House(sys.argv[1], **settings) as house:
        house.kiosk = house.token('KIOSK')
        house.supervisor = house.token('SUPERVISOR')
        house.call_centre = house.token('CALL_CENTRE', centre=None)
        return client.run('streams', tests, house)


if __name__ == '__main__':
    sys.exit(main())
