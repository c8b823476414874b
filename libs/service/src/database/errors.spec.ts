import { DatabaseAway, isRetried, isUnavailable, sqlState } from './errors';

const withCode = (code: string, message = 'x') => Object.assign(new Error(message), { code });

it.each([
  ['connection failure', withCode('08006')],
  ['too many connections', withCode('53300')],
  ['administrator ends the session', withCode('57P01')],
  ['the statement lasted too long', withCode('57014')],
  ['idle in transaction', withCode('25P03')],
  ['a lock was held for too long', withCode('55P03')],
  ['deadlock after all attempts', withCode('40P01')],
  ['nobody listens', withCode('ECONNREFUSED')],
  ['nobody listens on any address', Object.assign(new AggregateError([withCode('ECONNREFUSED')]), {})],
  ['the connection broke', new Error('Connection terminated unexpectedly')],
  ['no connection became free', new Error('timeout exceeded when trying to connect')],
  ['told by TypeORM', Object.assign(new Error('x'), { driverError: withCode('57P01') })],
  ['not yet connected', new DatabaseAway()],
])('unavailable: %s', (_, error) => expect(isUnavailable(error)).toBe(true));

it.each([
  ['a duplicate', withCode('23505')],
  ['a programmer’s error', new TypeError('x is not a function')],
  ['a failed check', withCode('23514')],
  ['nothing', undefined],
  ['a text', '57P01'],
])('not unavailable: %s', (_, error) => expect(isUnavailable(error)).toBe(false));

it('serialisation failures and deadlocks are run again, nothing else', () => {
  expect(['40001', '40P01', '23505', '57P01'].map((code) => isRetried(withCode(code)))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

it('a code of Node is no SQLSTATE', () => {
  expect(sqlState(withCode('EPIPE'))).toBe(undefined);
  expect(sqlState(withCode('ECONNRESET'))).toBe(undefined);
  expect(sqlState(withCode('23505'))).toBe('23505');
});
