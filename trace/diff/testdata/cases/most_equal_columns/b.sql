FROM (VALUES ('max', 'tiktok', 'summer', 'AT'), ('zoe', 'tiktok', 'spring', 'BR'), ('kim', 'vimeo', 'winter', 'KR')) AS t (creator, platform, campaign, country)
