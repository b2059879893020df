# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people at windows and in agencies do, as tests need it done on the way to what they look at."""
import time
import uuid

from . import samples

# How tasks on the way end when nothing stands in the way, by what they do to the application.
USUAL = {'accept': 'ACCEPTED', 'check': 'PASSED', 'send': 'SENT', 'hand-over': 'SIGNED', 'decide': 'GRANTED',
         'withdraw-originals': 'WITHDRAWN_ORIGINALS', 'receive': 'RECEIVED', 'inform': 'INFORMED', 'issue': 'ISSUED',
         'write-off': 'WRITTEN_OFF'}


class Surprise(AssertionError):
    """The stack answered something else than tests need to go on."""


def good(answer):
    if not answer.good:
        raise Surprise(f'expected success, got {answer}')
    return answer.json


class Office:
    """One centre and its people."""

    def __init__(self, stack, centre=samples.CENTRE):
        self.stack, self.centre = stack, centre
        self.operator = stack.client('OPERATOR', centre=centre, sub=f'operator-{centre}')
        self.supervisor = stack.client('SUPERVISOR', centre=centre, sub=f'supervisor-{centre}')
        self.courier = stack.client('OPERATOR', centre=centre, sub=f'courier-{centre}')

    def official(self, agency=samples.AGENCY):
        return self.stack.client('AGENCY', agency=agency, sub=f'official-{agency}')

    def applicant(self, applicant_id):
        return self.stack.client('APPLICANT', applicant=applicant_id, sub=f'person-{applicant_id}')

    def register(self, person=None, **parts):
        """A person, or whatever else is given as a part of the request."""
        body = parts if parts and not person and set(parts) & {'legalEntity', 'soleProprietor'} else \
            {'person': person or samples.person(), **parts}
        return good(self.operator.post('/v1/applicants', body))

    def submit(self, applicant_id=None, key=None, **fields):
        applicant_id = applicant_id or self.register()['applicantId']
        body = samples.application(applicant_id, **{'centreCode': self.centre, **fields})
        return good(self.operator.post('/v1/applications', body, key=key or str(uuid.uuid4())))

    def open_tasks(self, application_id, who=None):
        return good((who or self.supervisor).get('/v1/tasks', applicationId=application_id)).get('tasks', [])

    def waiting(self, application, operation=None):
        """A task of the application that waits, of one operation or of any; and who performs it."""
        for who in (self.operator, self.official(application['agencyCode'])):
            for task in self.open_tasks(application['applicationId'], who):
                if operation in (None, task.get('operation', '')):
                    return task, self.official(task['agencyCode']) if task.get('agencyCode') else \
                        self.courier if task.get('role') == 'COURIER' else self.operator
        return None, None

    def work(self, application, operation, outcome, fields=None, who=None):
        """Claims the task of this operation and completes it."""
        task, performer = self.waiting(application, operation)
        if not task:
            raise Surprise(f'no task of operation {operation} waits')
        who = who or performer
        good(who.post(f'/v1/tasks/{task["taskId"]}:claim'))
        if fields is None:
            form = good(who.get(f'/v1/tasks/{task["taskId"]}')).get('form', [])
            fields = {field['name']: 'Р-1' for field in form if field.get('required')}
        done = {'outcome': outcome, 'comment': 'Проверено', **({'fields': fields} if fields else {})}
        return good(who.post(f'/v1/tasks/{task["taskId"]}:complete', done))

    def answer_requests(self, application, operation='its end'):
        """Agencies answer what they were asked for; returns when the process goes on."""
        for _ in range(150):
            asked = good(self.operator.get('/v1/exchangeRequests', applicationId=application['applicationId']))
            for request in asked.get('requests', []):
                path = f"/v1/exchangeRequests/{request['requestId']}"
                official = self.official(request['agencyCode'])
                good(official.post(path + ':claim'))
                good(official.post(path + ':answer', {'fields': {'confirmed': True}, 'comment': 'Подтверждено'}))
            if self.waiting(application)[0]:
                return
            time.sleep(0.1)
        raise Surprise(f'the application never came to {operation}')

    def bring_to(self, application, operation):
        """Works on the application as usual until a task of this operation waits."""
        for _ in range(40):
            task, _ = self.waiting(application)
            if not task:
                self.answer_requests(application, operation)
                continue
            if task.get('operation', '') == operation:
                return
            self.work(application, task.get('operation', ''), USUAL.get(task.get('operation', ''), task['outcomes'][0]))
        raise Surprise(f'the application does not come to {operation}')

    def application(self, application_id):
        return good(self.operator.get(f'/v1/applications/{application_id}'))
