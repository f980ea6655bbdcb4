import type { ErrorRow } from "../errorRow.ts"

const provisioner = "k0smotron internal/controller/infrastructure/ssh_provisioner.go"

/** What goes wrong on the way to a machine over SSH, and on it. */
export const remoteErrors: ReadonlyArray<ErrorRow> = [
  {
    pattern: /ssh: (?:handshake failed|unable to authenticate)/u,
    klass: "userAction",
    code: "SSHAuthenticationFailed",
    advice: "correct the SSH user or key of the remote machine; it will then be retried by itself",
    example:
      "failed to connect to host: ssh: handshake failed: ssh: unable to authenticate, attempted methods [none publickey]",
    source: provisioner
  },
  {
    pattern: /failed to parse ssh key/u,
    klass: "userAction",
    code: "SSHKeyInvalid",
    advice:
      "put a private key without passphrase into the Secret that the remote machine names; it will then be retried by itself",
    example: "failed to parse ssh key: ssh: no key found",
    source: provisioner
  },
  {
    pattern: /failed to connect to host\b/u,
    klass: "error",
    open: true,
    code: "SSHUnreachable",
    advice:
      "look at the machine's address, port and firewall: the management cluster must reach it over SSH; it is retried by itself",
    example: "failed to connect to host: dial tcp 10.0.0.7:22: i/o timeout",
    source: provisioner
  },
  {
    pattern:
      /failed to (?:run command|upload file|open remote file|write to remote file|create directory)\b|bootstrap sentinel file not found/u,
    klass: "error",
    code: "BootstrapFailed",
    advice:
      "the bootstrap stopped on the machine itself: look at it over SSH (space, sudo, an older k0s); it is retried by itself",
    example: "failed to run command: Process exited with status 1",
    source: provisioner
  },
  {
    pattern: /free pooled machine not found|no pooled machines? found/u,
    klass: "userAction",
    code: "NoPooledMachine",
    advice: "add a PooledRemoteMachine to the pool, or release one; it will then be retried by itself",
    example: "no pooled machines found for pool default",
    source: "k0smotron remote_machine_controller.go"
  },
  {
    pattern: /Check the bootstrap logs for more details/u,
    klass: "error",
    code: "BootstrapFailed",
    advice:
      "look at the log of k0smotron's infrastructure provider for this RemoteMachine, and at the machine over SSH",
    example: "Check the bootstrap logs for more details",
    source: "k0smotron remote_machine_controller.go"
  }
]
