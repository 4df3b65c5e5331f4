export { callFailure, type CallFailure } from '../../engine/client/call-failure'
