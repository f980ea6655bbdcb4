import type { ErrorRow } from "../errorRow.ts"

/** What keeps a k0s control plane from its storage. */
export const hostedErrors: ReadonlyArray<ErrorRow> = [
  {
    pattern: /password authentication failed for user|no pg_hba\.conf entry|Access denied for user/u,
    klass: "userAction",
    code: "DatabaseAccessDenied",
    advice: "correct the user and password in the Secret that the DataSource names; it will be retried by itself",
    example: 'pq: password authentication failed for user "kine"',
    source: "PostgreSQL and MySQL, through kcm's ClusterDataSourceReady and k0s' kine"
  }
]
