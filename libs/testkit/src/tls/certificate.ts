import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { generate } from 'selfsigned';

/** PEM files: an authority of its own, and what it vouches for. */
export interface TestCertificate {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** A certificate for this machine's loopback by an authority that nobody else knows, written into a folder. */
export async function testCertificate(folder: string, name = 'test'): Promise<TestCertificate> {
  const curve = { keyType: 'ec', algorithm: 'sha256' } as const;
  const authority = await generate([{ name: 'commonName', value: `authority of ${name}` }], {
    ...curve,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const own = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...curve,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  const write = (what: string, pem: string): string => {
    const path = join(folder, `${name}-${what}.pem`);
    writeFileSync(path, pem, { mode: 0o600 });
    return path;
  };
  return {
    ...{ ca: write('ca', authority.cert), cert: write('cert', own.cert), key: write('key', own.private) },
  };
}
