import type { Pki } from "./world.ts"

const credential = (status: object | undefined, version = "v1") =>
  JSON.stringify({
    apiVersion: `client.authentication.k8s.io/${version}`,
    kind: "ExecCredential",
    ...(status === undefined ? {} : { status })
  })

const script = `#!/bin/sh
printed() { printf '{"apiVersion":"client.authentication.k8s.io/%s","kind":"ExecCredential","status":{"token":"%s"}}' "$1" "$2"; }
case "$1" in
  token) printed "\${2:-v1}" from-plugin ;;
  env) printed v1 "\${TOKEN_SUFFIX:-empty}" ;;
  fail) echo "session expired" >&2; exit 3 ;;
  nonsense) echo hush ;;
  silent) ;;
  two) printed v1 from-plugin; printf '\\n---\\n'; printed v1 hush ;;
  shout) echo "refused the password $3" >&2; exit 1 ;;
  shout-env) echo "refused the password $MY_TOKEN" >&2; exit 1 ;;
  info)
    told=none
    case "$KUBERNETES_EXEC_INFO" in *'"cluster":'*'"server":"https:'*) told=server ;; esac
    case "$KUBERNETES_EXEC_INFO" in *'"certificate-authority-data":"'*) told="$told,certificate-authority-data" ;; esac
    case "$KUBERNETES_EXEC_INFO" in *'"config":{"audience":"prod"}'*) told="$told,config:prod" ;; esac
    printed v1 "$told" ;;
  *) cat "$(dirname "$0")/$1.credential" ;;
esac
`

/** An exec plugin that does what its first argument says, and what it needs beside it. */
export const pluginFiles = ({ client, otherClient }: Pki): ReadonlyArray<readonly [name: string, content: string]> => {
  const pair = { clientCertificateData: client.cert, clientKeyData: client.key }
  const given = { token: "from-plugin" }
  return [
    ["plugin.sh", script],
    ["certificate.credential", credential(pair)],
    ["both.credential", credential({ ...given, ...pair })],
    ["nothing.credential", credential({})],
    ["half.credential", credential({ ...given, clientCertificateData: client.cert })],
    ["mismatch.credential", credential({ ...pair, clientKeyData: otherClient.key })],
    ["no-status.credential", credential(undefined)],
    [
      "yaml.credential",
      "apiVersion: client.authentication.k8s.io/v1\nkind: ExecCredential\nstatus: {token: from-plugin}\n"
    ],
    ["expired.credential", credential({ ...given, expirationTimestamp: "2020-01-01T00:00:00Z" })],
    ["zero-expiry.credential", credential({ ...given, expirationTimestamp: "0001-01-01T00:00:00Z" })],
    ["blank-expiry.credential", credential({ ...given, expirationTimestamp: "2099-01-01 00:00:00Z" })],
    ["bad-expiry.credential", credential({ ...given, expirationTimestamp: "soon" })]
  ]
}
