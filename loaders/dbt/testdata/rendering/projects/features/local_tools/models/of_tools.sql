select * from {{ ref('raw') }} -- {{ var('scoped') }} {{ both(1) }} {{ tools.by_helper(2) }} {{ tools.scoped() }}
