import { instant, type PersonRef, type PhoneRef } from '@open122/contracts';

import { type Account, registerAtWindow } from './account';

const now = instant('2026-01-05T09:00:00+08:00');
const fresh = {
  id: 'new',
  person: 'p' as PersonRef,
  mobile: { phoneRef: 'new phone' as PhoneRef, sealed: Buffer.from('m'), keyId: 'k' },
};
const online: Account = {
  id: 'old',
  person: 'p' as PersonRef,
  level: 'online',
  phoneRef: 'old phone' as PhoneRef,
  mobile: Buffer.from('o'),
  keyId: 'k',
  passwordHash: 'hash',
  registeredAt: instant('2025-12-01T00:00:00Z'),
  closedAt: null,
  activatedAt: instant('2025-12-02T00:00:00Z'),
  version: 3,
};

it('a person without an account gets one of the window, without a password', () => {
  expect(registerAtWindow(null, fresh, now)).toMatchObject({
    outcome: 'registered',
    account: {
      id: 'new',
      level: 'window',
      phoneRef: 'new phone',
      passwordHash: null,
      activatedAt: null,
      version: 1,
    },
  });
});

it('an online account is upgraded: the same account, the new mobile, no credentials of before', () => {
  expect(registerAtWindow(online, fresh, now)).toMatchObject({
    outcome: 'upgraded',
    account: {
      id: 'old',
      level: 'window',
      phoneRef: 'new phone',
      passwordHash: null,
      activatedAt: null,
      version: 4,
    },
  });
});

it('an account of the window is not registered a second time', () => {
  expect(registerAtWindow({ ...online, level: 'window' }, fresh, now)).toEqual({
    outcome: 'already-registered',
  });
});
