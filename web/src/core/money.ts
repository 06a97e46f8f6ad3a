/** Amounts as people read them. Money arrives as whole minor units of an ISO 4217 currency. */

export interface Money {
  readonly amount: number;
  readonly currency: string;
}

/** "$4.99", "٤٫٩٩ US$", "499 ¥"; whole amounts without decimals. */
export function formatMoney(money: Money, tag: string): string {
  const format = new Intl.NumberFormat(tag, {
    style: "currency",
    currency: money.currency,
    trailingZeroDisplay: "stripIfInteger",
  });
  return format.format(money.amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

/**
 * What a number of coins is worth, from what the server says one episode is: `price` coins are `money`. Rounded up to the
 * minor unit, so that a price is never shown lower than it is.
 */
export function worth(coins: number, price: number, money: Money): Money {
  return { amount: price > 0 ? Math.ceil((coins * money.amount) / price) : 0, currency: money.currency };
}
