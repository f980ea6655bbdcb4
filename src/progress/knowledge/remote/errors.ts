import type { ErrorRow } from "../errorRow.ts"

/** What goes wrong on the way to a machine over SSH. */
export const remoteErrors: ReadonlyArray<ErrorRow> = [
  {
    pattern: /ssh: (?:handshake failed|unable to authenticate)/u,
    klass: "userAction",
    code: "SSHAuthenticationFailed",
    advice: "correct the SSH user or key of the remote machine; it will be retried by itself",
    example: "ssh: handshake failed: ssh: unable to authenticate, attempted methods [none publickey]",
    source: "k0smotron RemoteMachine"
  }
]
