FROM (VALUES ('zoe', 'youtube', 'spring', 'BR'), ('max', 'tiktok', 'summer', 'DE'), ('ana', 'youtube', 'autumn', 'PT')) AS t (creator, platform, campaign, country)
