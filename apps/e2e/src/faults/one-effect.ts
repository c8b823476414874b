import { crashPoints, type CrashReport, PLAN_COUNT } from './crash-points';
import { type FaultRow, violationsOf } from './row';

/** Of each point: more than a thousand in all. */
const TRIALS = Math.ceil(1_000 / PLAN_COUNT);
const SHORT_TRIALS = 1;
const TEXTBOOK_TRIALS = { long: 4, short: 2 };

const told = ({ crashed, events, violations }: CrashReport): string => {
  const points = Object.entries(crashed).map(([point, times]) => `${times} × ${point}`);
  return `${points.join(', ')}; ${events} events: ${violationsOf(violations)}`;
};

/** Services of our libraries, killed where it hurts, again and again under load. */
export const oneEffect: FaultRow = {
  name: 'one-effect',
  id: 'R1',
  title: 'kill -9 at every crash point, ordinary and batch handlers',
  on: 'toys',
  inTests: true,
  run: async ({ places, short, tell }) => {
    const { servers } = await places.toys();
    const trials = short ? SHORT_TRIALS : TRIALS;
    const reports = await crashPoints({ servers, trials, tell });
    return reports.map((report) => ({
      row: `${report.who} killed`,
      figures: told(report),
      met: report.violations.length === 0 && report.complete,
    }));
  },
};

/** The same at what a textbook writes (B7). Here it is the checker that is tested: it has to find something. */
export const textbook: FaultRow = {
  name: 'textbook',
  id: 'B7',
  title: 'the same checker pointed at the textbook: it must find violations',
  on: 'toys',
  inTests: true,
  run: async ({ places, short, tell }) => {
    const { servers } = await places.toys();
    const trials = short ? TEXTBOOK_TRIALS.short : TEXTBOOK_TRIALS.long;
    const reports = await crashPoints({ servers, trials, textbook: true, tell });
    return reports.map((report) => ({
      row: `textbook ${report.who} killed`,
      figures: told(report),
      met: report.violations.some((each) =>
        WANTED[report.who === 'producer' ? 'lost' : 'doubled'].test(each),
      ),
    }));
  },
};
const WANTED = { lost: /\blost\b/, doubled: /doubled/ };
