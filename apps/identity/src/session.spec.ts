import { addMinutes, instant } from '@open122/contracts';

import { openSession, refreshSession } from './session';

const start = instant('2026-01-05T09:00:00+08:00');

it('a refresh moves the idle end on, never past the session’s own end', () => {
  const session = openSession('s', 'staff', start);
  expect(session.idleUntil).toBe(addMinutes(start, 30));
  expect(refreshSession(session, 'staff', addMinutes(start, 29))?.idleUntil).toBe(addMinutes(start, 59));
  const late = { ...session, idleUntil: session.endsAt };
  expect(refreshSession(late, 'staff', addMinutes(session.endsAt, -1))?.idleUntil).toBe(session.endsAt);
});

it('a session idle for too long or over cannot be refreshed', () => {
  const session = openSession('s', 'person', start);
  expect(refreshSession(session, 'person', session.idleUntil)).toBeNull();
  expect(
    refreshSession({ ...session, idleUntil: addMinutes(session.endsAt, 9) }, 'person', session.endsAt),
  ).toBeNull();
});
