# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people at windows and in agencies do, as tests need it done on the way to what they look at."""
import uuid

from . import samples

# From the first task of a traditional application to its end: step, outcome.
WHOLE_LIFE = [('check', 'PASSED'), ('send', 'SENT'), ('decide', 'GRANTED'), ('receive', 'RECEIVED'),
              ('inform', 'INFORMED'), ('issue', 'ISSUED'), ('write-off', 'WRITTEN_OFF')]


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

    def work(self, application, step, outcome, fields=None, who=None):
        """Claims the task that waits in the step and completes it."""
        who = who or (self.official(application['agencyCode']) if step == 'decide' else self.operator)
        task = next((task for task in self.open_tasks(application['applicationId'], who) if task['step'] == step), None)
        if not task:
            raise Surprise(f'no task waits in step {step}')
        good(who.post(f'/v1/tasks/{task["taskId"]}:claim'))
        done = {'outcome': outcome, 'comment': 'Проверено', **({'fields': fields} if fields else {})}
        return good(who.post(f'/v1/tasks/{task["taskId"]}:complete', done))

    def bring_to(self, application, step):
        """Works on the application until it waits in the step."""
        for at, outcome in WHOLE_LIFE:
            if at == step:
                return
            self.work(application, at, outcome)

    def application(self, application_id):
        return good(self.operator.get(f'/v1/applications/{application_id}'))
