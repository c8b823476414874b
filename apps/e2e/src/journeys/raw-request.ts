import { request } from 'undici';

import { thePlatform } from '../platform';

/** A request as it goes out, right or wrong. */
export interface Sent {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}
export interface Problem {
  status: number;
  type: string;
  body: { code: string; title: string; detail: string; traceId: string; errors?: unknown[] };
}

/** Sends exactly what it is told, right or wrong. */
export async function send(
  { method = 'POST', path, headers = {}, body }: Sent,
  language: string,
): Promise<Problem> {
  const answer = await request(`${thePlatform().gateway}${path}`, {
    method: method as 'POST',
    headers: { 'accept-language': language, ...headers },
    body: body ?? null,
  });
  const text = await answer.body.text();
  return {
    status: answer.statusCode,
    type: String(answer.headers['content-type']),
    body: JSON.parse(text === '' ? '{}' : text) as Problem['body'],
  };
}
