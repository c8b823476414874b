export { DeadLetterView } from './dead-letter-view';
export { DeadLettersQuery, kindOf } from './list-dead-letters/dead-letters-query';
export { ListDeadLetters } from './list-dead-letters/list-dead-letters';
export { maskNumbers } from './mask/mask-text';
export { OperationsModule } from './operations.module';
