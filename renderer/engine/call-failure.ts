export type { CallFailure } from '../../engine/client/call-failure'
