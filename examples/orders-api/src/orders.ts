/** What somebody ordered. */
export interface Order {
  id: string;
  customer: string;
}

/** Where orders are kept. */
export interface Orders {
  add(customer: string): Promise<Order>;
  get(id: string): Promise<Order | undefined>;
  /** Resolves when orders can be kept now; rejects with the reason otherwise. */
  check(): Promise<void>;
  close(): Promise<void>;
}
