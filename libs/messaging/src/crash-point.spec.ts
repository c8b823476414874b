import { armCrashPoint, crashPoint } from './crash-point';

const kill = jest.spyOn(process, 'kill').mockReturnValue(true);
beforeEach(() => kill.mockClear());

it('a crash point that is not armed does nothing', () => {
  crashPoint('relay.before-send');
  expect(kill).not.toHaveBeenCalled();
});

it('is refused in production', () => {
  expect(() => armCrashPoint('licence', 'relay.before-send', true)).toThrow(/not for production/);
});

it.each(['', 'nowhere', 'relay.before-send:0', 'relay.before-send:x', 'relay.before-send:1:y'])(
  'refuses %p',
  (setting) => {
    expect(() => armCrashPoint('licence', setting, false)).toThrow(/names no crash point/);
  },
);

it('kills the process at the n-th passing of its point, and only there', () => {
  armCrashPoint('licence', 'consumer.mid-slice:3', false);
  crashPoint('relay.before-send');
  crashPoint('consumer.mid-slice');
  crashPoint('consumer.mid-slice');
  expect(kill).not.toHaveBeenCalled();
  crashPoint('consumer.mid-slice');
  expect(kill).toHaveBeenCalledWith(process.pid, 'SIGKILL');
});

it('may freeze the process instead', () => {
  armCrashPoint('licence', 'consumer.before-commit:1:freeze', false);
  crashPoint('consumer.before-commit');
  expect(kill).toHaveBeenCalledWith(process.pid, 'SIGSTOP');
});
