/** A complete kubeconfig (YAML) for a server on plain HTTP: no certificate, no credentials, so nothing in it is secret. */
export const kubeconfigFor = (url: string, namespace: string): string =>
  `apiVersion: v1
kind: Config
clusters:
  - name: simulator
    cluster:
      server: ${url}
      insecure-skip-tls-verify: true
users:
  - name: simulator
    user: {}
contexts:
  - name: simulator
    context:
      cluster: simulator
      user: simulator
      namespace: ${namespace}
current-context: simulator
`
