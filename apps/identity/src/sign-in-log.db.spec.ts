import { aCitizen, IdentityApp, PASSWORD } from './testing/identity-app';

const lines: string[] = [];
let identity: IdentityApp;
beforeAll(async () => {
  identity = await IdentityApp.start(
    { LOG_LEVEL: 'info' },
    { write: (line: string) => void lines.push(line) },
  );
});
afterAll(() => identity.close());
beforeEach(() => void (lines.length = 0));

const told = () =>
  lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ context }) => context === 'SignIn')
    .map(({ kind, factors, holder, outcome }) => ({ kind, factors, holder, outcome }));

it('each attempt to sign in is in the log: by what, whose login, and how it ended', async () => {
  const citizen = aCitizen(1);
  const { principal } = await identity.signedIn(citizen);
  const holder = principal.kind === 'person' ? principal.account : '';
  const { mobile } = citizen;
  const tries = [
    { mobile, password: PASSWORD },
    { mobile, password: `${PASSWORD}!` },
    { mobile, password: PASSWORD, code: '000000' },
    { mobile: '13900000009', password: PASSWORD },
    { mobile, password: 'eight888' },
  ];
  for (const body of tries) await identity.post('/v1/sessions', undefined, body);
  await identity.post('/v1/staff-sessions', undefined, {
    ...{ username: 'nobody', password: PASSWORD, totp: '000000' },
  });
  const person = { kind: 'person', factors: 'password' };
  expect(told()).toEqual([
    { ...person, holder, outcome: 'signed-in' },
    { ...person, holder, outcome: 'session.refused' },
    { ...person, factors: 'password+sms', holder, outcome: 'session.refused' },
    { ...person, holder: undefined, outcome: 'session.refused' },
    { ...person, holder: undefined, outcome: 'session.code-needed' },
    { kind: 'staff', factors: 'password+totp', holder: undefined, outcome: 'session.refused' },
  ]);
  expect(lines.join('')).not.toMatch(/heron|13900000009|13800000001/);
});
