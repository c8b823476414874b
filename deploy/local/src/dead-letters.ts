import { AdministratorSession } from './administrator-session';
import { DeadLettersClient } from './dead-letters-client';
import { deadLettersCommand } from './dead-letters-command';
import { liveGateway, liveRun } from './live';
import { Screen } from './terminal';

/**
 * `npm run ops -- dead-letters list|show|replay|discard …`: a client of the gateway, as the administrator of the local
 * platform, or with the token in OPEN122_TOKEN.
 */
async function run(args: readonly string[], answers: Screen, remarks: Screen): Promise<number> {
  const { STORY_GATEWAY_URL: told, STORY_SECRETS: kept, OPEN122_TOKEN: given } = process.env;
  const helps = args.length === 0 || args.some((arg) => arg === '--help' || arg === '-h');
  const gateway = helps ? '' : (told ?? liveGateway());
  const session = () => new AdministratorSession(gateway, kept ?? liveRun().profile.secrets, remarks);
  let administrator: AdministratorSession | undefined;
  const token = () => (given === undefined ? (administrator ??= session()).token() : Promise.resolve(given));
  return deadLettersCommand(args, new DeadLettersClient(gateway, token), {
    line: (text) => answers.line(text),
    remark: (text) => remarks.line(text),
  });
}

const remarks = new Screen(process.stderr);
run(process.argv.slice(2), new Screen(), remarks)
  .then((code) => {
    process.exitCode = code;
  })
  .catch((error: unknown) => {
    remarks.problem(error);
    process.exitCode = 1;
  });
