export * from './business';
export * from './capabilities';
export * from './catalogue';
export * from './dated';
export * from './facts';
export * from './numbers';
export { type Breach, type Law, type Reason, type Rule, rule } from './rule';
export { isSmall } from './rules/small-vehicle';
export { CATALOGUE_VERSION } from './version';
