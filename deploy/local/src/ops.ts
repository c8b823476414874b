import { spawn } from 'node:child_process';

import { at } from './profile';

/** Programs of the services for those who run the platform, by the word that names them. */
const programs: Readonly<Record<string, string>> = {
  bootstrap: at('apps', 'identity', 'dist', 'src', 'bootstrap-administrator', 'cli.js'),
  'dead-letters': at('deploy', 'local', 'dist', 'src', 'dead-letters.js'),
  'rotate-data-keys': at('apps', 'identity', 'dist', 'src', 'rotate-data-keys', 'cli.js'),
  'rotate-token-keys': at('apps', 'identity', 'dist', 'src', 'rotate-token-keys', 'cli.js'),
};

/** `npm run ops -- bootstrap|dead-letters|rotate-data-keys|rotate-token-keys …`: the settings of the services are in the environment. */
function main([word = '', ...args]: readonly string[]): void {
  const program = Object.hasOwn(programs, word) ? programs[word] : undefined;
  if (program === undefined) {
    process.stderr.write(`✗ Name what to do: npm run ops -- ${Object.keys(programs).join('|')}.\n`);
    process.exitCode = 1;
    return;
  }
  const child = spawn(process.execPath, ['--enable-source-maps', program, ...args], { stdio: 'inherit' });
  child.once('error', (error) => {
    process.stderr.write(`✗ ${error.message}\n`);
    process.exitCode = 1;
  });
  child.once('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}

main(process.argv.slice(2));
