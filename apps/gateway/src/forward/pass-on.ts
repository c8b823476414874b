import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

import type { Dispatcher } from 'undici';

import { responseHeaders } from './headers';

/** The client's side of a request that is passed on. */
export interface Recipient {
  readonly response: ServerResponse;
  /** Called once the service's answer begins; its headers are sent unless the service says otherwise. */
  readonly begins: () => OutgoingHttpHeaders;
  /** An open-ended answer: its head is sent at once. */
  readonly stream: boolean;
}

class ClientGone extends Error {}

/**
 * Passes an answer on as it comes in, from connection to connection: Node's streams between the two would cost more than all else
 * that the gateway does. Rejects with undici's error when no answer begins; one that breaks off later cuts the client's connection.
 */
export function passOn(
  { response, begins, stream }: Recipient,
  dispatch: (handler: Dispatcher.DispatchHandler) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let running: Dispatcher.DispatchController | undefined;
    const gone = (): void => running?.abort(new ClientGone('the client has gone'));
    const over = (): void => {
      running = undefined;
      response.off('close', gone);
    };
    response.once('close', gone);
    dispatch({
      onRequestStart: (controller) => {
        running = controller;
        if (response.destroyed) gone();
      },
      onResponseStart: (_controller, status, headers) => {
        if (status < 200) return;
        response.writeHead(status, { ...begins(), ...responseHeaders(headers) });
        if (stream) response.flushHeaders();
      },
      onResponseData: (controller, chunk) => {
        if (response.write(chunk)) return;
        controller.pause();
        response.once('drain', () => controller.resume());
      },
      onResponseEnd: () => {
        over();
        response.end();
        resolve();
      },
      onResponseError: (_controller, error) => {
        over();
        if (!response.headersSent) return reject(error);
        response.destroy();
        resolve();
      },
    });
  });
}
