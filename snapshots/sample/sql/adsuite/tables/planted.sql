-- What was planted in each event, by its place in events from 0. No model reads this.
--   row        the event
--   fate       where it should end in the iterations chain: kept, or the first thing that drops it, in the chain's order
--   why        what was done to it, where something was: to its type, its delivery, its click, its offer or its time
--   copies     how many rows of the last model's group it should count for: 2 where two strategies share an offer
--   iteration  the iteration that it should be attributed to,
--   alt        or this one, where two were created at the same instant: nothing decides between them
--   also       and this one, of the second strategy
--   boundary   at risk within ten minutes of the beginning or the end of the iteration, or if another began at the same instant; else clear
--   side       of what is at risk: the other iteration comes before or after, or begins at the same instant
--   alternatives  which one that is, or may be; none if there is no iteration on that side
--   mirror     stale if the iteration is the last one known and the click came after the mirror was refreshed, else fresh
-- Of a stale one that is of another iteration in truth, why is iteration_unseen: the next day's snapshot knows which.
SELECT row, fate, why, copies, iteration, alt, also, boundary, side, alternatives, mirror
FROM sample_fate
WHERE day = (SELECT day FROM sample_now)
ORDER BY row
