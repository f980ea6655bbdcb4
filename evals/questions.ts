/** What a user asks of a cluster at a moment of its recording, and what is true then. */
export interface Question {
  readonly recording: string
  /** Seconds after the recording's first line. */
  readonly at: number
  readonly question: string
  /** Each must be in a right answer, and in what an assistant is given to answer from. */
  readonly truth: ReadonlyArray<RegExp>
}

/** Ten questions on five clusters. */
export const questions: ReadonlyArray<Question> = [
  {
    recording: "azure-standalone",
    at: 200,
    question: "Is this cluster going to be ready, and how far is it?",
    truth: [/Provisioning, 3\d %/u]
  },
  {
    recording: "azure-standalone",
    at: 200,
    question: "How long will it take?",
    truth: [/[3-5] min to go/u]
  },
  { recording: "quota-failure", at: 700, question: "What is wrong with this cluster?", truth: [/vCPU|VcpuLimit/u] },
  {
    recording: "quota-failure",
    at: 700,
    question: "What should I do about it?",
    truth: [/limit|quota/iu]
  },
  {
    recording: "failing-service",
    at: 930,
    question: "Which service is failing?",
    truth: [/ingress-nginx failed/u]
  },
  {
    recording: "failing-service",
    at: 930,
    question: "Is the cluster itself usable?",
    truth: [/Installing/u, /2 of 3/u]
  },
  { recording: "rejected-config", at: 60, question: "Why is nothing being built?", truth: [/workersNumber/u] },
  {
    recording: "rejected-config",
    at: 60,
    question: "Will it heal by itself?",
    truth: [/Failed/u, /integer|spec\.config/u]
  },
  { recording: "cluster-missing", at: 300, question: "What happened to this cluster?", truth: [/missing|deleted/iu] },
  {
    recording: "cluster-missing",
    at: 300,
    question: "What should I do?",
    truth: [/create it (?:again|anew)|delete the ClusterDeployment/u]
  }
]
