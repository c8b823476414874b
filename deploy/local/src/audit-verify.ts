import { type Verdict, verifyAudit, WITNESSES } from './audit/verify';
import { commandSetting } from './command-settings';
import { Screen } from './terminal';

/** `npm run audit:verify`: the settings of the services are in the environment. Ends with 1 when an audit does not hold. */
async function main(): Promise<void> {
  const screen = new Screen();
  try {
    for (const [service, witness] of Object.entries(WITNESSES)) {
      const verdict = await verifyAudit({ service, url: urlOf(service), witnessUrl: urlOf(witness) });
      for (const line of report(verdict, witness)) screen.line(line);
      if (verdict.violations.length > 0) process.exitCode = 1;
    }
  } catch (error) {
    screen.problem(error);
    process.exitCode = 1;
  }
}

function* report({ service, rows, seals, waiting, violations }: Verdict, witness: string): Generator<string> {
  const mark = violations.length === 0 ? '✓' : '✗';
  const found = violations.length === 0 ? '' : `, ${violations.length} violations`;
  yield `${mark} ${service.padEnd(10)} ${rows} rows in ${seals} seals, heads kept by ${witness}, ${waiting} rows not sealed yet${found}`;
  for (const { kind, ids } of violations)
    yield `  ${kind}: ${kind.startsWith('row') ? 'row' : 'seal'} ${ids.join(', ')}`;
}

const urlOf = (service: string): string => commandSetting(`${service.toUpperCase()}_DATABASE_URL`);

void main();
