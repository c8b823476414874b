export { IsNested } from './body/nested';
export { BodyDigest, CurrentLanguage } from './body/parameters';
export { DocumentFields, documentOf, IsDocument, IsMobile, IsName } from './body/person-fields';
export { BODY_LIMIT, digestOf, type HttpRequest } from './body/raw-body';
export * from './directory-client/directory';
export { DirectoryModule } from './directory-client/directory.module';
export { directorySettings, httpSettings } from './http.config';
export { HttpModule, type HttpOptions, principalsOf } from './http.module';
export { Command, type CommandRequest } from './idempotency/command';
export { type Answer, Idempotency } from './idempotency/idempotency';
export { Describe, ProblemView, ReasonView } from './openapi/describe';
export { OpenApi } from './openapi/openapi';
export { decodeCursor, encodeCursor, type Page, pageOf, PageQuery } from './paging/paging';
export {
  agent,
  Allow,
  anyone,
  clerk,
  courier,
  newcomer,
  operator,
  person,
  service,
  staff,
  type Who,
} from './policy/allow';
export { May } from './policy/may';
export { type Grant, Grants } from './policy/grants';
export { CurrentPrincipal } from './principal/current-principal';
export * from './principal/principal';
export { Principals, SignedPrincipals } from './principal/principals';
export { PRINCIPAL_HEADER, type PrincipalKey, signPrincipal } from './principal/sign-principal';
export { ON_EVERY_ANSWER } from './problem/answer-headers';
export { type Language, languageOf } from './problem/language';
export { type Problem, problemOf, reasonsIn } from './problem/problem';
export { answerProblem } from './problem/problem-filter';
export {
  type FieldError,
  type Reason,
  Refusal,
  refusal,
  type RefusalExtras,
  type Words,
} from './refusal/refusal';
export { refuse as refuseRequest } from './refusals';
export { httpTables } from './tables';
export { useStepUp } from './step-up/use-step-up';
