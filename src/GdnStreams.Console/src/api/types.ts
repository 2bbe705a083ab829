// The bodies of the REST API, as far as the console reads them. docs/protocol.md and /openapi.json describe them.

export type Right = 'none' | 'ro' | 'wo' | 'rw';

export interface StreamItem {
  topic: string;
  local: boolean;
  terminated?: boolean;
}

export interface ConsumerStats {
  consumerName: string;
  msgRateOut: number;
  availablePermits: number;
  unackedMessages: number;
  connectedSince: string;
  address: string;
}

export interface SubscriptionStats {
  msgBacklog: number;
  backlogSize: number;
  unackedMessages: number;
  msgDelayed?: number;
  msgRateOut: number;
  msgRateRedeliver: number;
  type?: string;
  activeConsumerName?: string;
  consumers: ConsumerStats[];
  isDurable: boolean;
}

export interface PublisherStats {
  producerName: string;
  msgRateIn: number;
  averageMsgSize: number;
  connectedSince: string;
  address: string;
}

export interface StreamStats {
  msgRateIn: number;
  msgRateOut: number;
  msgThroughputIn: number;
  msgThroughputOut: number;
  msgInCounter: number;
  msgOutCounter: number;
  averageMsgSize: number;
  storageSize: number;
  backlogSize: number;
  publishers: PublisherStats[];
  subscriptions: Record<string, SubscriptionStats>;
}

export interface BacklogStats {
  storageSize: number;
  totalMessages: number;
  messageBacklog: number;
}

export interface MessageFrame {
  messageId: string;
  payload: string;
  properties?: Record<string, string>;
  publishTime: string;
  eventTime?: string;
  key?: string;
  redeliveryCount?: number;
}

export interface Retention {
  retentionTimeInMinutes?: number;
  retentionSizeInMB?: number;
  messageTTLInSeconds?: number;
}

export interface User {
  user: string;
  email: string;
  displayName: string;
  active: boolean;
  administrator?: boolean;
  apikey?: { parent?: string };
}

export interface ApiKey {
  keyid: string;
  user: string;
}

export interface Fabric {
  name: string;
  isSystem: boolean;
  options: { status: string; dcList: string };
}

export interface Push {
  topic: string;
  subscription: string;
  url: string;
  signed: boolean;
  maxAttempts: number;
  deadLetterTopic: string;
  ratePerSecond?: number;
  timeoutInSeconds: number;
  active: boolean;
  state: string;
  backlog: number;
  delivered: number;
  failed: number;
  deadLettered: number;
  lastDelivery?: string;
  lastError?: string;
  nextAttempt?: string;
}

export interface PushSettings {
  url?: string;
  secret?: string;
  maxAttempts?: number;
  deadLetterTopic?: string;
  ratePerSecond?: number;
  timeoutInSeconds?: number;
  active?: boolean;
}
