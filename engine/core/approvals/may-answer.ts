import type { ApprovalRole } from '../../contract/approval'
import type { Permission } from '../../contract/define-api'

/** The permission that a role has and those below it lack. */
const PERMISSION_OF = { operator: 'run', author: 'author', admin: 'admin' } as const satisfies Record<ApprovalRole, Permission>

/** Whoever has one of the roles, or one above it. */
export const mayAnswer = (roles: readonly ApprovalRole[], permissions: ReadonlySet<string>): boolean => roles.some((role) => permissions.has(PERMISSION_OF[role]))
