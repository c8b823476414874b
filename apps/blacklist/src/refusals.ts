import { refusal } from '@open122/http';

/** What blacklist says no to. */
export const refuse = {
  notFound: refusal('standing.not-found', 404, '没有这个人员标识。', 'There is no such person reference.'),
} as const;
