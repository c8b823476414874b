import { LocalStack, type StackOptions } from '@open122/local';

import type { ToyServers } from './toy-world';

/** PostgreSQL and a broker of this test's own, which may be killed without hurting others. */
export async function startServers(
  options: Pick<StackOptions, 'securedKafka'> = {},
): Promise<{ stack: LocalStack; servers: ToyServers }> {
  const env = { ...process.env, DATABASE_URL: '', REDIS_URL: '', KAFKA_BROKERS: '' };
  const stack = new LocalStack('crash', { ...options, env, fresh: true, command: 'test' });
  const { postgres, kafka } = await stack.start();
  if (postgres === null) throw new Error('the stack has no PostgreSQL of its own');
  return { stack, servers: { postgres, brokers: kafka.split(','), folder: stack.profile.logs } };
}
